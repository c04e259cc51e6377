using System.Text.Json;
using Kubespy.Core.Values;
using ZstdSharp;

namespace Kubespy.Recording.Files;

/// <summary>The entries of a block, decompressed.</summary>
/// <param name="Entries">Those that are whole.</param>
/// <param name="Flaw">What is wrong with the rest; empty where nothing is.</param>
internal sealed record BlockContent(IReadOnlyList<Value> Entries, string Flaw)
{
    /// <summary>A block of more is refused: a few bytes can be made to unpack to any number.</summary>
    private const int MaxBytes = 512 * 1024 * 1024;

    /// <summary>The time and the type of an entry come first.</summary>
    private const int HeadBytes = 64;

    /// <param name="file">The recording.</param>
    /// <param name="offset">Where the block begins.</param>
    /// <param name="length">How many bytes it has; it is cut off where <paramref name="isWhole"/> is not so.</param>
    /// <param name="isWhole">Its end is there: what is wrong with it is damage, and none of it can be trusted.</param>
    /// <param name="withState">The state that it may begin with is wanted; else it is passed over unread.</param>
    /// <param name="most">So many entries are wanted; what comes after them is not looked at.</param>
    public static BlockContent Read(Stream file, long offset, long length, bool isWhole, bool withState = true, int most = int.MaxValue)
    {
        using var content = new MemoryStream();
        var flaw = "";
        try
        {
            using var unpacked = new DecompressionStream(new Window(file, offset, length), checkEndOfStream: false);
            unpacked.SetParameter(ZstdSharp.Unsafe.ZSTD_dParameter.ZSTD_d_windowLogMax, 27);
            var buffer = new byte[128 * 1024];
            while (unpacked.Read(buffer, 0, buffer.Length) is > 0 and var read)
            {
                if (content.Length + read > MaxBytes)
                {
                    return new BlockContent([], $"a block unpacks to more than {MaxBytes / (1024 * 1024)} MiB");
                }

                content.Write(buffer, 0, read);
            }
        }
        catch (ZstdException e)
        {
            flaw = e.Message;
        }

        if (isWhole && flaw.Length > 0)
        {
            return new BlockContent([], $"a block is damaged ({flaw})");
        }

        return Parse(content.GetBuffer().AsSpan(0, (int)content.Length), isWhole, withState, most);
    }

    private static BlockContent Parse(ReadOnlySpan<byte> content, bool isWhole, bool withState, int most)
    {
        var entries = new List<Value>();
        while (!content.IsEmpty && entries.Count < most)
        {
            var end = content.IndexOf((byte)'\n');
            try
            {
                if (end < 0)
                {
                    throw new JsonException("it has no end");
                }

                if (withState || content[..Math.Min(end, HeadBytes)].IndexOf("\"type\":\"STATE\""u8) < 0)
                {
                    entries.Add(ValueReader.Read(content[..end]));
                }
            }
            catch (JsonException e)
            {
                return isWhole ? new BlockContent([], $"a block is damaged (an entry is no JSON: {e.Message})") : new BlockContent(entries, "cut off");
            }

            content = content[(end + 1)..];
        }

        return new BlockContent(entries, isWhole ? "" : "cut off");
    }

    /// <summary>A part of a file, read in order.</summary>
    private sealed class Window(Stream file, long offset, long length) : Stream
    {
        private long _at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get => _at; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            file.Position = offset + _at;
            var read = file.Read(buffer[..(int)Math.Min(buffer.Length, length - _at)]);
            _at += read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
