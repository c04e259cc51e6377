namespace Kubespy.Core.Timelines;

/// <summary>Builds a curve: of several changes at one moment the last counts, and what changes nothing is no step.</summary>
internal sealed class StepCurveBuilder
{
    /// <summary>Beyond so many steps the last one is overwritten: the newest value stays exact.</summary>
    public const int Most = 100_000;

    private readonly List<(DateTimeOffset Time, long Value)> _steps = [];

    public long? Last => _steps.Count == 0 ? null : _steps[^1].Value;

    public void Add(DateTimeOffset time, long value)
    {
        if (Last == value)
        {
            return;
        }

        if (_steps.Count > 0 && (_steps[^1].Time >= time || _steps.Count >= Most))
        {
            _steps[^1] = (_steps[^1].Time, value);
            if (_steps.Count > 1 && _steps[^2].Value == value)
            {
                _steps.RemoveAt(_steps.Count - 1);
            }

            return;
        }

        _steps.Add((time, value));
    }

    public StepCurve ToCurve() => new([.. _steps]);
}
