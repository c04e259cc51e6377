using Kubespy.ControlPlane.Storage;

namespace Kubespy.ControlPlane.Requests;

/// <summary>
/// An answer no byte of which leaves before everything it may tell of is durable: whoever computed it has seen no write that the journal
/// had not taken over by then.
/// </summary>
public sealed class DurableResponse(IApiResponse inner, IJournal journal) : IApiResponse
{
    public Stream Body { get; } = new DurableStream(inner.Body, journal);

    public void Start(int code, string contentType, IReadOnlyList<string>? warnings = null) => inner.Start(code, contentType, warnings);

    public async Task FlushAsync(CancellationToken cancellation)
    {
        await journal.WhenDurableAsync().WaitAsync(cancellation);
        await inner.FlushAsync(cancellation);
    }

    private sealed class DurableStream(Stream inner, IJournal journal) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await journal.WhenDurableAsync().WaitAsync(cancellationToken);
            await inner.WriteAsync(buffer, cancellationToken);
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override async Task FlushAsync(CancellationToken cancellationToken)
        {
            await journal.WhenDurableAsync().WaitAsync(cancellationToken);
            await inner.FlushAsync(cancellationToken);
        }

        public override void Flush() => throw new NotSupportedException("answers are written asynchronously");

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("answers are written asynchronously");

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
