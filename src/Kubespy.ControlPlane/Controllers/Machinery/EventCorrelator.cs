namespace Kubespy.ControlPlane.Controllers.Machinery;

/// <summary>
/// client-go/tools/record/events_cache.go: the aggregator, the counter and the spam filter of one component. What it knows stays for as long as an object
/// lives, so it is kept small: by object, then by what was said of it.
/// </summary>
internal sealed class EventCorrelator(TimeProvider clock)
{
    private const int MaxSimilar = 10;
    private const int SpamBurst = 25;
    private const double SpamPerSecond = 1.0 / 300;
    private const int CacheSize = 4096;

    private static readonly TimeSpan SimilarInterval = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, Subject> _subjects = new(StringComparer.Ordinal);
    private int _records;
    private long _sequence;

    /// <summary>How to write the Event; null where the spam filter drops it.</summary>
    /// <param name="uid">Of the object that it is about.</param>
    /// <param name="kind">What makes Events about the object similar.</param>
    /// <param name="message">What it says.</param>
    public CorrelatedEvent? Correlate(string uid, EventKind kind, string message)
    {
        Bound();
        if (!_subjects.TryGetValue(uid, out var subject))
        {
            _subjects[uid] = subject = new Subject(clock);
        }

        var record = RecordOf(subject.Of(kind), message, out var isCombined);
        record.Count++;
        return subject.Bucket.TryTake()
            ? new CorrelatedEvent(record, isCombined ? $"(combined from similar events): {message}" : message, record.Count, _sequence++ % 100, isCombined)
            : null;
    }

    /// <summary>Where the Event is counted: by its message, or, where there have been many others of late, with all those.</summary>
    private EventRecord RecordOf(Similar similar, string message, out bool isCombined)
    {
        var now = clock.GetUtcNow();
        if (now - similar.Last > SimilarInterval)
        {
            similar.ForgetRecent();
        }

        similar.Last = now;
        var record = similar.Find(message);
        isCombined = record is not { IsRecent: true } && similar.CountRecent() + 1 >= MaxSimilar;
        if (isCombined)
        {
            return similar.Find("") ?? Add(similar, "");
        }

        record ??= Add(similar, message);
        record.IsRecent = true;
        return record;
    }

    private EventRecord Add(Similar similar, string message)
    {
        _records++;
        return similar.Newest = new EventRecord(message, similar.Newest);
    }

    /// <summary>Forgets everything at the bound, as the real cache forgets the least recently used.</summary>
    private void Bound()
    {
        if (_records > CacheSize)
        {
            _subjects.Clear();
            _records = 0;
        }
    }

    /// <summary>What was said of one object. There are few kinds of it: they are looked at one by one.</summary>
    private sealed class Subject(TimeProvider clock)
    {
        private Similar? _newest;

        public TokenBucket Bucket { get; } = new(SpamPerSecond, SpamBurst, clock);

        public Similar Of(EventKind kind)
        {
            for (var similar = _newest; similar is not null; similar = similar.Before)
            {
                if (similar.Kind == kind)
                {
                    return similar;
                }
            }

            return _newest = new Similar(kind, _newest);
        }
    }

    private sealed class Similar(EventKind kind, Similar? before)
    {
        public EventKind Kind => kind;

        public Similar? Before => before;

        public DateTimeOffset Last { get; set; }

        public EventRecord? Newest { get; set; }

        public EventRecord? Find(string message)
        {
            var record = Newest;
            while (record is not null && record.Message != message)
            {
                record = record.Before;
            }

            return record;
        }

        public int CountRecent()
        {
            var count = 0;
            for (var record = Newest; record is not null; record = record.Before)
            {
                count += record.IsRecent ? 1 : 0;
            }

            return count;
        }

        public void ForgetRecent()
        {
            for (var record = Newest; record is not null; record = record.Before)
            {
                record.IsRecent = false;
            }
        }
    }
}
