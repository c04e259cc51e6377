namespace Kubespy.Core.Story.Folding;

/// <summary>How many were available when: the last <see cref="Most"/> changes, for what is understood a moment late.</summary>
internal sealed class AvailabilityBook
{
    public const int Most = 1000;

    private readonly List<(DateTimeOffset Time, long Available)> _samples = [];

    public void Add(DateTimeOffset time, long available)
    {
        if (_samples.Count > 0 && _samples[^1].Available == available)
        {
            return;
        }

        _samples.Add((time, available));
        if (_samples.Count > Most)
        {
            _samples.RemoveAt(0);
        }
    }

    /// <summary>The fewest from then on, what was available at that moment included; 0 where nothing is known.</summary>
    public long LowestSince(DateTimeOffset time)
    {
        long? lowest = null;
        for (var i = _samples.Count - 1; i >= 0; i--)
        {
            lowest = Math.Min(lowest ?? long.MaxValue, _samples[i].Available);
            if (_samples[i].Time <= time)
            {
                break;
            }
        }

        return lowest ?? 0;
    }
}
