using System.Buffers.Binary;
using System.Text.Json;
using Kubespy.Core.Values;
using Kubespy.Recording.Entries;

namespace Kubespy.Recording.Files;

/// <summary>
/// Where the blocks of a recording are: a skippable frame (RFC 8878, section 3.1.2) at its end, which any zstd passes over. It holds JSON, the length of
/// that, and a mark by which it is found from the end of the file. A file without one, cut off, is read without.
/// </summary>
internal static class BlockIndex
{
    /// <summary>The magic number of a skippable frame.</summary>
    public const uint SkippableMagic = 0x184D2A5B;

    /// <summary>More than this is no index of ours.</summary>
    private const int MaxBytes = 64 * 1024 * 1024;

    private const int TrailerBytes = 12;

    private static ReadOnlySpan<byte> Mark => "KSPYINDX"u8;

    public static byte[] Write(IReadOnlyList<RecordingBlock> blocks, DateTimeOffset started, DateTimeOffset ended, long entries)
    {
        var json = ValueWriter.Write(MapValue.Of(
            ("entries", entries),
            ("t", EntryTime.Of(ended, started)),
            ("blocks", ListValue.Of(blocks.Select(b => (Value)MapValue.Of(
                ("offset", b.Offset),
                ("length", b.Length),
                ("t", EntryTime.Of(b.Time, started)),
                ("state", b.HasState)))))));
        var frame = new byte[8 + json.Length + TrailerBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(frame, SkippableMagic);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(4), (uint)(json.Length + TrailerBytes));
        json.CopyTo(frame.AsSpan(8));
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(8 + json.Length), (uint)json.Length);
        Mark.CopyTo(frame.AsSpan(12 + json.Length));
        return frame;
    }

    /// <summary>Null where the file has none, or one that does not fit it.</summary>
    public static IReadOnlyList<RecordingBlock>? Read(Stream file, DateTimeOffset started)
    {
        Span<byte> trailer = stackalloc byte[TrailerBytes];
        if (file.Length < TrailerBytes + 8)
        {
            return null;
        }

        file.Position = file.Length - TrailerBytes;
        file.ReadExactly(trailer);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(trailer);
        if (!trailer[4..].SequenceEqual(Mark) || length > MaxBytes || file.Length < length + TrailerBytes + 8)
        {
            return null;
        }

        var json = new byte[length];
        file.Position = file.Length - TrailerBytes - length;
        var end = file.Position - 8;
        file.ReadExactly(json);
        try
        {
            var blocks = ValueReader.Read(json).ListAt("blocks").Select(b => new RecordingBlock(
                b.Int64At("offset") ?? -1, b.Int64At("length") ?? -1, EntryTime.Read(b, started), b.BoolAt("state") ?? false)).ToArray();
            return Fits(blocks, end) ? blocks : null;
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            return null;
        }
    }

    /// <summary>One block after the other, up to the index itself.</summary>
    private static bool Fits(RecordingBlock[] blocks, long end)
    {
        long at = 0;
        foreach (var block in blocks)
        {
            if (block.Offset != at || block.Length <= 0 || block.Length > end - at)
            {
                return false;
            }

            at += block.Length;
        }

        return at == end;
    }
}
