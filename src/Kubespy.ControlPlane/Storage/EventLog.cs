namespace Kubespy.ControlPlane.Storage;

/// <summary>
/// The newest changes of one resource, each with the snapshot it left: the window from which watches resume
/// and old revisions are listed. Bounded: the oldest change leaves when a new one comes, and who needs it gets 410 Expired.
/// One writer, any number of readers.
/// </summary>
public sealed class EventLog(int length)
{
    public const int DefaultLength = 10_000;

    private readonly Lock _gate = new();
    private readonly Queue<(StoreEvent Event, ResourceTable Table)> _window = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ResourceTable _beforeWindow = ResourceTable.Empty;
    private volatile ResourceTable _current = ResourceTable.Empty;

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

    /// <summary>Completes at the next change after the call.</summary>
    public Task NextChange
    {
        get
        {
            lock (_gate)
            {
                return _changed.Task;
            }
        }
    }

    /// <summary>The changes after that revision, in order; null where some of them have left the window (410 Expired).</summary>
    public IReadOnlyList<StoreEvent>? ReadAfter(long revision)
    {
        lock (_gate)
        {
            return revision < _beforeWindow.Revision ? null : [.. _window.Where(w => w.Event.Revision > revision).Select(w => w.Event)];
        }
    }

    /// <summary>The snapshot at that revision; null where it has left the window (410 Expired).</summary>
    public ResourceTable? At(long revision)
    {
        lock (_gate)
        {
            if (revision < _beforeWindow.Revision)
            {
                return null;
            }

            var table = _beforeWindow;
            foreach (var entry in _window)
            {
                if (entry.Event.Revision > revision)
                {
                    break;
                }

                table = entry.Table;
            }

            return table;
        }
    }

    internal void Append(StoreEvent change, ResourceTable table)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            if (_window.Count == length)
            {
                _beforeWindow = _window.Dequeue().Table;
            }

            _window.Enqueue((change, table));
            _current = table;
            changed = _changed;
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
    }
}
