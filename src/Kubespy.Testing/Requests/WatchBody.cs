namespace Kubespy.Testing.Requests;

/// <summary>
/// A watch as its client reads it, while the cluster still writes it. Bounded: a client that lies 16 MiB behind is disconnected, as a real server does
/// with a watcher that is too slow.
/// </summary>
/// <param name="activity">Is told of its reader.</param>
/// <param name="ended">Called when it has been read to its end, broke, or was disposed of; maybe more than once.</param>
internal sealed class WatchBody(Activity activity, Action ended) : Stream
{
    public const long MostBuffered = 16 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly Queue<ReadOnlyMemory<byte>> _chunks = new();
    private long _buffered;
    private TaskCompletionSource<int>? _reader;
    private Memory<byte> _destination;
    private IOException? _broken;
    private bool _isComplete;
    private bool _isDisposed;
    private bool _hasRead;

    /// <summary>How much of the first chunk has been read.</summary>
    private int _offset;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Nothing is left to be read, and who has read before waits for more.</summary>
    public bool IsConsumed
    {
        get
        {
            lock (_gate)
            {
                return _buffered == 0 && !_isComplete && _broken is null && (_reader is not null || !_hasRead);
            }
        }
    }

    /// <summary>Writes more, for its reader.</summary>
    public void Append(ReadOnlyMemory<byte> bytes)
    {
        lock (_gate)
        {
            if (_isComplete || _isDisposed || _broken is not null || bytes.Length == 0)
            {
                return;
            }

            _chunks.Enqueue(bytes);
            _buffered += bytes.Length;
            if (_buffered > MostBuffered)
            {
                Forget();
                _broken = new IOException("The cluster ended the watch: its client lies 16 MiB behind. Read faster, or watch less.");
            }
        }

        Tell();
    }

    /// <summary>The body ends here, as it should.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _isComplete = true;
        }

        Tell();
    }

    /// <summary>The connection is lost, and what has not been read with it.</summary>
    public void Break(string why)
    {
        lock (_gate)
        {
            Forget();
            _broken ??= new IOException(why);
        }

        Tell();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (buffer.Length == 0)
        {
            return 0;
        }

        // Without RunContinuationsAsynchronously: whoever waits goes on where it is told (Activity.Run), not somewhere later.
        var reader = new TaskCompletionSource<int>();
        Taken? taken;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _hasRead = true;
            taken = TryTake(buffer);
            if (taken is null)
            {
                (_reader, _destination) = (reader, buffer);
            }
        }

        if (taken is { } now)
        {
            Give(reader, now);
            return await reader.Task.ConfigureAwait(false);
        }

        activity.Touch();
        using var registration = cancellationToken.UnsafeRegister(static (state, token) => ((WatchBody)state!).TakeReader()?.TrySetCanceled(token), this);
        return await reader.Task.ConfigureAwait(false);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        lock (_gate)
        {
            _isDisposed = true;
            Forget();
        }

        TakeReader()?.TrySetException(new ObjectDisposedException(nameof(WatchBody)));
        ended();
        base.Dispose(disposing);
    }

    private TaskCompletionSource<int>? TakeReader()
    {
        lock (_gate)
        {
            var reader = _reader;
            _reader = null;
            return reader;
        }
    }

    /// <summary>Gives its reader what has come for it.</summary>
    private void Tell()
    {
        TaskCompletionSource<int>? reader = null;
        Taken? taken = null;
        lock (_gate)
        {
            if (_reader is not null && (taken = TryTake(_destination)) is not null)
            {
                (reader, _reader) = (_reader, null);
            }
        }

        if (reader is not null)
        {
            activity.Run(() => Give(reader, taken!.Value));
        }

        activity.Touch();
    }

    /// <summary>Outside the gate: whoever is told goes on here, and may do anything.</summary>
    private void Give(TaskCompletionSource<int> reader, Taken taken)
    {
        if (taken.Count == 0)
        {
            ended();
        }

        _ = taken.Failure is null ? reader.TrySetResult(taken.Count) : reader.TrySetException(taken.Failure);
    }

    /// <summary>Some bytes; none at the end, a failure where the connection is lost; nothing where there may be more. At the gate.</summary>
    private Taken? TryTake(Memory<byte> destination)
    {
        var count = 0;
        while (count < destination.Length && _chunks.TryPeek(out var chunk))
        {
            var part = Math.Min(chunk.Length - _offset, destination.Length - count);
            chunk.Slice(_offset, part).CopyTo(destination[count..]);
            count += part;
            _offset += part;
            if (_offset == chunk.Length)
            {
                _chunks.Dequeue();
                _offset = 0;
            }
        }

        _buffered -= count;
        return count > 0 || _broken is not null || _isComplete ? new Taken(count, count > 0 ? null : _broken) : null;
    }

    private void Forget()
    {
        _chunks.Clear();
        (_buffered, _offset) = (0, 0);
    }

    private readonly record struct Taken(int Count, IOException? Failure);
}
