namespace Kubespy.ControlPlane.Controllers.Machinery;

/// <summary>client-go/tools/record/events_cache.go: the spam filter, the aggregator and the counter, in this order of effect.</summary>
internal sealed class EventCorrelator(TimeProvider clock)
{
    private const int MaxSimilar = 10;
    private const int SpamBurst = 25;
    private const double SpamPerSecond = 1.0 / 300;
    private const int CacheSize = 4096;

    private static readonly TimeSpan SimilarInterval = TimeSpan.FromMinutes(10);

    private readonly Dictionary<EventIdentity, Aggregate> _aggregates = [];
    private readonly Dictionary<(EventIdentity Identity, string Message), EventRecord> _records = [];
    private readonly Dictionary<(string Component, string Uid), TokenBucket> _buckets = [];
    private long _sequence;

    /// <summary>How to write the Event; null where the spam filter drops it.</summary>
    public CorrelatedEvent? Correlate(EventIdentity identity, string message)
    {
        Bound();
        var (text, keyMessage) = AggregateMessage(identity, message);
        if (!_records.TryGetValue((identity, keyMessage), out var record))
        {
            _records[(identity, keyMessage)] = record = new EventRecord();
        }

        record.Count++;
        if (!_buckets.TryGetValue((identity.Component, identity.Uid), out var bucket))
        {
            _buckets[(identity.Component, identity.Uid)] = bucket = new TokenBucket(SpamPerSecond, SpamBurst, clock);
        }

        if (!bucket.TryTake())
        {
            return null;
        }

        return new CorrelatedEvent(record, record.Key, text, record.Count, _sequence++ % 100, keyMessage.Length == 0);
    }

    private (string Text, string Key) AggregateMessage(EventIdentity identity, string message)
    {
        var now = clock.GetUtcNow();
        if (!_aggregates.TryGetValue(identity, out var aggregate) || now - aggregate.Last > SimilarInterval)
        {
            _aggregates[identity] = aggregate = new Aggregate();
        }

        aggregate.Last = now;
        aggregate.Messages.Add(message);
        if (aggregate.Messages.Count < MaxSimilar)
        {
            return (message, message);
        }

        aggregate.Messages.Remove(message);
        return ($"(combined from similar events): {message}", "");
    }

    /// <summary>Forgets everything at the bound, as the real cache forgets the least recently used.</summary>
    private void Bound()
    {
        if (_records.Count > CacheSize)
        {
            _records.Clear();
            _aggregates.Clear();
            _buckets.Clear();
        }
    }

    private sealed class Aggregate
    {
        public HashSet<string> Messages { get; } = new(StringComparer.Ordinal);

        public DateTimeOffset Last { get; set; }
    }
}
