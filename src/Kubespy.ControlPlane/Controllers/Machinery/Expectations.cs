namespace Kubespy.ControlPlane.Controllers.Machinery;

/// <summary>
/// What a controller has asked for and not yet seen in its cache: until it has, it does not count again
/// (UIDTrackingControllerExpectations in pkg/controller/controller_utils.go). After 5 minutes it stops waiting.
/// </summary>
public sealed class Expectations(TimeProvider clock)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    public bool AreSatisfied(string key) =>
        !_entries.TryGetValue(key, out var entry)
        || (entry.Creations <= 0 && entry.Deletions.Count == 0)
        || clock.GetUtcNow() - entry.Since > Timeout;

    public void ExpectCreations(string key, int count) => _entries[key] = new Entry(clock.GetUtcNow()) { Creations = count };

    public void ExpectDeletions(string key, IEnumerable<string> uids) => _entries[key] = new Entry(clock.GetUtcNow()) { Deletions = [.. uids] };

    public void Expect(string key, int creations, IEnumerable<string> deletedUids) =>
        _entries[key] = new Entry(clock.GetUtcNow()) { Creations = creations, Deletions = [.. deletedUids] };

    public void CreationObserved(string key)
    {
        if (_entries.TryGetValue(key, out var entry))
        {
            entry.Creations--;
        }
    }

    public void DeletionObserved(string key, string uid)
    {
        if (_entries.TryGetValue(key, out var entry))
        {
            entry.Deletions.Remove(uid);
        }
    }

    public void Forget(string key) => _entries.Remove(key);

    private sealed class Entry(DateTimeOffset since)
    {
        public DateTimeOffset Since { get; } = since;

        public int Creations { get; set; }

        public HashSet<string> Deletions { get; init; } = [];
    }
}
