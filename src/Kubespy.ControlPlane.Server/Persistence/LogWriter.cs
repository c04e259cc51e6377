using System.Buffers;
using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Server.Persistence;

/// <summary>Appends records to the newest log of a folder, in group commits. Used by one thread at a time; how long the log is may be asked from any.</summary>
/// <param name="folder">Where the logs are.</param>
/// <param name="clock">The cluster's.</param>
/// <param name="settings">What each log says of the run that writes it.</param>
/// <param name="batch">The newest group commit that is there.</param>
internal sealed class LogWriter(IDurableFolder folder, TimeProvider clock, MapValue settings, long batch) : IDisposable
{
    private const int ChunkBytes = 1024 * 1024;

    private readonly ArrayBufferWriter<byte> _buffer = new();
    private IDurableFile? _file;
    private long _batch = batch;
    private long _bytes;

    /// <summary>How long the log is.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>
    /// Opens a log, whose first record says which run it is of; returns once that is durable. What was written to the one before is durable before
    /// this one begins: only the last log ever has a torn end.
    /// </summary>
    public void Begin(string file, long length)
    {
        if (_file is not null)
        {
            Flush();
            _file.Sync();
            _file.Dispose();
        }

        _file = folder.Open(file, length);
        if (length == 0)
        {
            _buffer.Write(FileNames.Header);
        }

        Interlocked.Exchange(ref _bytes, length);
        BeginCommit();
        Write(new StoreRecord(StoreRecordType.Run, 0, clock.GetUtcNow(), "", new KubeObject(settings)), 0);
        EndCommit();
        folder.Sync();
    }

    public void BeginCommit() => _batch++;

    /// <param name="record">The next record of the commit.</param>
    /// <param name="remaining">How many come after it.</param>
    public void Write(StoreRecord record, int remaining)
    {
        RecordFrame.Write(_buffer, record, _batch, remaining);
        if (_buffer.WrittenCount > ChunkBytes)
        {
            Flush();
        }
    }

    /// <summary>All that was written is durable once it returns.</summary>
    public void EndCommit()
    {
        Flush();
        _file!.Sync();
    }

    public void Dispose() => _file?.Dispose();

    private void Flush()
    {
        _file!.Append(_buffer.WrittenSpan);
        Interlocked.Add(ref _bytes, _buffer.WrittenCount);
        _buffer.ResetWrittenCount();
    }
}
