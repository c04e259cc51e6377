namespace Kubespy.Core.Timelines;

/// <summary>A number over time that stays as it is until it changes: its changes, the first first. Before the first it is not known.</summary>
public sealed class StepCurve(IReadOnlyList<(DateTimeOffset Time, long Value)> steps)
{
    public static readonly StepCurve Empty = new([]);

    public IReadOnlyList<(DateTimeOffset Time, long Value)> Steps => steps;

    public long Max => steps.Count == 0 ? 0 : steps.Max(s => s.Value);

    /// <summary>What it was at that moment; null before the first step.</summary>
    public long? At(DateTimeOffset time)
    {
        var low = 0;
        for (var high = steps.Count; low < high;)
        {
            var middle = low + ((high - low) / 2);
            if (steps[middle].Time <= time)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low == 0 ? null : steps[low - 1].Value;
    }

    /// <summary>
    /// The stretches within two moments in which one number holds, each with its end: what it is at the first moment, then each change.
    /// </summary>
    public IEnumerable<(DateTimeOffset From, DateTimeOffset To, long Value)> Between(DateTimeOffset from, DateTimeOffset to)
    {
        for (var i = 0; i < steps.Count && steps[i].Time <= to; i++)
        {
            var end = i + 1 < steps.Count && steps[i + 1].Time < to ? steps[i + 1].Time : to;
            if (end >= from)
            {
                yield return (steps[i].Time > from ? steps[i].Time : from, end, steps[i].Value);
            }
        }
    }
}
