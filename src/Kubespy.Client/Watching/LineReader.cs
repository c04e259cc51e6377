using System.Buffers;
using System.IO.Pipelines;

namespace Kubespy.Client.Watching;

/// <summary>Splits a watch's stream into lines, one event each; bounded.</summary>
internal sealed class LineReader(Stream stream)
{
    /// <summary>An event larger than this ends the watch.</summary>
    public const int MaxLine = 64 * 1024 * 1024;

    private readonly PipeReader _reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 64 * 1024));

    /// <summary>Where the line ends that was given last.</summary>
    private SequencePosition? _given;

    /// <summary>The next line, there until the next call; null at the end. Half a line at the end is no line.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellation)
    {
        if (_given is { } given)
        {
            _given = null;
            _reader.AdvanceTo(given);
        }

        // What was looked through before is not looked through again: a large event arrives in hundreds of pieces.
        var seen = 0L;
        while (true)
        {
            var result = await _reader.ReadAsync(cancellation);
            var buffer = result.Buffer;
            if (buffer.Slice(seen).PositionOf((byte)'\n') is { } end)
            {
                var line = buffer.Slice(0, end);
                _given = buffer.GetPosition(1, end);
                return line.IsSingleSegment ? line.First : line.ToArray();
            }

            if (result.IsCompleted)
            {
                return null;
            }

            if (buffer.Length > MaxLine)
            {
                throw new IOException($"an event of the watch is larger than {MaxLine / (1024 * 1024)} MiB");
            }

            seen = buffer.Length;
            _reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }
}
