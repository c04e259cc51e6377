using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Server.Persistence;

/// <summary>
/// Keeps a cluster's writes in a folder: a thread of its own takes all that have come meanwhile, appends them and syncs once for all
/// (group commit). The log begins anew, and a snapshot takes the place of what was before, each time it has outgrown the snapshot.
/// </summary>
public sealed class Journal : IJournal, IDisposable
{
    /// <summary>So many writes may be waiting; then the cluster waits for the disk.</summary>
    private const int MostPending = 8192;

    private readonly object _gate = new();
    private readonly IDurableFolder _folder;
    private readonly Store _store;
    private readonly TimeProvider _clock;
    private readonly MapValue _settings;
    private readonly long _leastLogBytes;
    private readonly Thread _thread;
    private readonly LogWriter _log;
    private List<JournalEntry> _pending = [];
    private TaskCompletionSource _changed = New();
    private Thread? _snapshots;
    private long _appended;
    private long _durable;
    private long _snapshotBytes;
    private bool _isSnapshotting;
    private bool _isStopping;
    private volatile IOException? _failure;

    /// <summary>
    /// Begins a run, with settings that the next one is to know, on what was recovered (the store is at its revision), or in a new folder
    /// with the store as it is. Returns once that is durable. A log of fewer bytes than the least is left to grow.
    /// </summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public Journal(IDurableFolder folder, Recovery recovery, Store store, TimeProvider clock, MapValue settings, long leastLogBytes = 16 * 1024 * 1024)
    {
        if (recovery.State is { } state && state.Revision != store.Revision)
        {
            throw new InvalidOperationException("The store was written before its journal began.");
        }

        (_folder, _store, _clock, _settings, _leastLogBytes) = (folder, store, clock, settings, leastLogBytes);
        (_snapshotBytes, _durable, _appended) = (recovery.SnapshotBytes, store.Revision, store.Revision);
        _log = new LogWriter(folder, clock, settings, recovery.Batch);
        foreach (var unfinished in folder.Files.Where(f => f.EndsWith(FileNames.Unfinished, StringComparison.Ordinal)))
        {
            folder.Delete(unfinished);
        }

        if (recovery.State is null)
        {
            _snapshotBytes = SnapshotWriter.Write(folder, store.Capture(), store.Revision, clock.GetUtcNow(), settings);
            _log.Begin(FileNames.Log(store.Revision + 1), 0);
        }
        else
        {
            _log.Begin(recovery.LogFile, recovery.LogLength);
        }

        _thread = new Thread(Run) { Name = "journal", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Called once where something could not be kept: from then on nothing is acknowledged.</summary>
    public event Action<IOException>? Failed;

    public void Append(Resource resource, StoreEvent change)
    {
        lock (_gate)
        {
            while (_pending.Count >= MostPending && _failure is null)
            {
                Monitor.Wait(_gate);
            }

            if (_failure is not null)
            {
                return;
            }

            var record = StoreRecord.Of(resource, change, _clock.GetUtcNow());
            IReadOnlyDictionary<string, ResourceTable>? capture = null;
            if (!_isSnapshotting && _log.Bytes > Math.Max(_leastLogBytes, _snapshotBytes))
            {
                _isSnapshotting = true;
                capture = _store.Capture();
            }

            _pending.Add(new JournalEntry(record, capture));
            _appended = change.Revision;
            Monitor.PulseAll(_gate);
        }
    }

    public Task WhenDurableAsync()
    {
        long revision;
        lock (_gate)
        {
            if (_failure is { } failure)
            {
                return Task.FromException(failure);
            }

            if (_durable >= _appended)
            {
                return Task.CompletedTask;
            }

            revision = _appended;
        }

        return WaitAsync(revision);
    }

    /// <summary>Everything handed over is written before it returns.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isStopping = true;
            Monitor.PulseAll(_gate);
        }

        _thread.Join();
        _snapshots?.Join();
        _log.Dispose();
    }

    private async Task WaitAsync(long revision)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_durable >= revision)
                {
                    return;
                }

                if (_failure is { } failure)
                {
                    throw failure;
                }

                changed = _changed.Task;
            }

            await changed;
        }
    }

    private void Run()
    {
        while (true)
        {
            List<JournalEntry> batch;
            lock (_gate)
            {
                while (_pending.Count == 0 && !_isStopping)
                {
                    Monitor.Wait(_gate);
                }

                if (_pending.Count == 0)
                {
                    return;
                }

                (batch, _pending) = (_pending, []);
                Monitor.PulseAll(_gate);
            }

            try
            {
                WriteBatch(batch);
                Change(() => _durable = batch[^1].Record.Revision);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Fail(e);
                return;
            }
        }
    }

    private void WriteBatch(List<JournalEntry> batch)
    {
        _log.BeginCommit();
        for (var i = 0; i < batch.Count; i++)
        {
            if (batch[i].Capture is { } capture)
            {
                BeginSnapshot(capture, batch[i].Record);
            }

            _log.Write(batch[i].Record, batch.Count - 1 - i);
        }

        _log.EndCommit();
    }

    /// <summary>The records before are in the old log, those from here on in a new one.</summary>
    private void BeginSnapshot(IReadOnlyDictionary<string, ResourceTable> capture, StoreRecord next)
    {
        var revision = next.Revision - 1;
        _log.Begin(FileNames.Log(next.Revision), 0);
        _log.BeginCommit();
        _snapshots?.Join();
        _snapshots = new Thread(() => WriteSnapshot(capture, revision, next.Time)) { Name = "snapshots", IsBackground = true };
        _snapshots.Start();
    }

    private void WriteSnapshot(IReadOnlyDictionary<string, ResourceTable> capture, long revision, DateTimeOffset time)
    {
        try
        {
            var bytes = SnapshotWriter.Write(_folder, capture, revision, time, _settings);
            lock (_gate)
            {
                _snapshotBytes = bytes;
                _isSnapshotting = false;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Fail(e);
        }
    }

    private void Fail(Exception e)
    {
        var failure = new IOException($"{_folder.Name} cannot be written: {e.Message}", e);
        var isFirst = false;
        Change(() =>
        {
            isFirst = _failure is null;
            _failure ??= failure;
            _pending.Clear();
        });
        if (isFirst)
        {
            Failed?.Invoke(failure);
        }
    }

    /// <summary>Changes what is waited for, and wakes all who wait.</summary>
    private void Change(Action change)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            change();
            (changed, _changed) = (_changed, New());
            Monitor.PulseAll(_gate);
        }

        changed.SetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
