using System.Buffers;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;
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

    private const int ChunkBytes = 1024 * 1024;

    private readonly object _gate = new();
    private readonly IDurableFolder _folder;
    private readonly Store _store;
    private readonly TimeProvider _clock;
    private readonly MapValue _settings;
    private readonly long _leastLogBytes;
    private readonly Thread _thread;
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private List<JournalEntry> _pending = [];
    private TaskCompletionSource _changed = New();
    private IDurableFile _log = null!;
    private Thread? _snapshots;
    private long _appended;
    private long _durable;
    private long _batch;
    private long _logBytes;
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
        (_batch, _snapshotBytes, _durable, _appended) = (recovery.Batch, recovery.SnapshotBytes, store.Revision, store.Revision);
        foreach (var unfinished in folder.Files.Where(f => f.EndsWith(FileNames.Unfinished, StringComparison.Ordinal)))
        {
            folder.Delete(unfinished);
        }

        if (recovery.State is null)
        {
            _snapshotBytes = SnapshotWriter.Write(folder, store.Capture(), store.Revision, clock.GetUtcNow(), settings);
            BeginLog(FileNames.Log(store.Revision + 1), 0);
        }
        else
        {
            BeginLog(recovery.LogFile, recovery.LogLength);
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
            if (!_isSnapshotting && _logBytes > Math.Max(_leastLogBytes, _snapshotBytes))
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
        _batch++;
        for (var i = 0; i < batch.Count; i++)
        {
            if (batch[i].Capture is { } capture)
            {
                BeginSnapshot(capture, batch[i].Record);
            }

            RecordFrame.Write(_buffer, batch[i].Record, _batch, batch.Count - 1 - i);
            if (_buffer.WrittenCount > ChunkBytes)
            {
                Flush();
            }
        }

        Flush();
        _log.Sync();
    }

    /// <summary>The records before go into the old log, and are durable before the new one begins: only the last log ever has a torn end.</summary>
    private void BeginSnapshot(IReadOnlyDictionary<string, ResourceTable> capture, StoreRecord next)
    {
        Flush();
        _log.Sync();
        _log.Dispose();
        var revision = next.Revision - 1;
        BeginLog(FileNames.Log(next.Revision), 0);
        _batch++;
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

    /// <summary>Opens a log whose first records say which run it is of.</summary>
    private void BeginLog(string file, long length)
    {
        var log = _folder.Open(file, length);
        if (length == 0)
        {
            _buffer.Write(FileNames.Header);
        }

        _log = log;
        _logBytes = length;
        RecordFrame.Write(_buffer, new StoreRecord(StoreRecordType.Run, 0, _clock.GetUtcNow(), "", new KubeObject(_settings)), ++_batch, 0);
        Flush();
        _log.Sync();
        _folder.Sync();
    }

    private void Flush()
    {
        _log.Append(_buffer.WrittenSpan);
        lock (_gate)
        {
            _logBytes += _buffer.WrittenCount;
        }

        _buffer.ResetWrittenCount();
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
