namespace Kubespy.ControlPlane.Storage;

/// <summary>
/// The newest changes of one resource, each with the snapshot it left: the window from which watches resume
/// and old revisions are listed. Bounded: the oldest change leaves when a new one comes, and who needs it gets 410 Expired.
/// One writer, any number of readers.
/// </summary>
/// <param name="length">How many changes it holds.</param>
/// <param name="start">What was there before the first of them: empty, or what was kept of an earlier run.</param>
public sealed class EventLog(int length, ResourceTable start)
{
    public const int DefaultLength = 4_000;

    private readonly Lock _gate = new();
    private readonly List<(StoreEvent Event, ResourceTable Table)> _ring = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ResourceTable _beforeWindow = start;
    private volatile ResourceTable _current = start;

    /// <summary>Where the oldest change stands once the ring is full.</summary>
    private int _first;

    public ResourceTable Current => _current;

    /// <summary>Changes at or below this revision have left the window.</summary>
    public long OldestRevision
    {
        get
        {
            lock (_gate)
            {
                return _beforeWindow.Revision;
            }
        }
    }

    /// <summary>
    /// The changes after that revision, in order, and what completes at the next one; no changes (null)
    /// where some of them have left the window (410 Expired).
    /// </summary>
    public (IReadOnlyList<StoreEvent>? Changes, Task Next) ReadAfter(long revision)
    {
        lock (_gate)
        {
            if (revision < _beforeWindow.Revision)
            {
                return (null, _changed.Task);
            }

            var from = CountUpTo(revision);
            if (from == _ring.Count)
            {
                return ([], _changed.Task);
            }

            var changes = new StoreEvent[_ring.Count - from];
            for (var i = 0; i < changes.Length; i++)
            {
                changes[i] = At(from + i).Event;
            }

            return (changes, _changed.Task);
        }
    }

    /// <summary>The snapshot at that revision; null where it has left the window (410 Expired).</summary>
    public ResourceTable? SnapshotAt(long revision)
    {
        lock (_gate)
        {
            if (revision < _beforeWindow.Revision)
            {
                return null;
            }

            var count = CountUpTo(revision);
            return count == 0 ? _beforeWindow : At(count - 1).Table;
        }
    }

    /// <summary>Whether the resource is gone: there will be no more changes.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Wakes whoever waits for a change that will not come.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            IsClosed = true;
        }

        _changed.TrySetResult();
    }

    internal void Append(StoreEvent change, ResourceTable table)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            if (_ring.Count < length)
            {
                _ring.Add((change, table));
            }
            else
            {
                _beforeWindow = _ring[_first].Table;
                _ring[_first] = (change, table);
                _first = (_first + 1) % length;
            }

            _current = table;
            changed = _changed;
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
    }

    private (StoreEvent Event, ResourceTable Table) At(int index) => _ring[(_first + index) % _ring.Count];

    /// <summary>How many changes of the window are at or below the revision: they are ordered, so by bisection.</summary>
    private int CountUpTo(long revision)
    {
        var (low, high) = (0, _ring.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (At(middle).Event.Revision <= revision)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
