using System.Buffers.Binary;

namespace Kubespy.Recording.Files;

/// <summary>Finds where a zstd frame ends by its headers alone, nothing decompressed (RFC 8878, section 3.1).</summary>
internal static class ZstdFrame
{
    private const uint Magic = 0xFD2FB528;

    /// <summary>The bytes of the frame that begins there.</summary>
    /// <param name="file">Any stream that can seek.</param>
    /// <param name="offset">Where the frame begins.</param>
    /// <param name="isSkippable">It holds nothing of the content.</param>
    /// <returns>How many there are; -1 where none begins there, or it is not whole.</returns>
    public static long LengthAt(Stream file, long offset, out bool isSkippable)
    {
        isSkippable = false;
        Span<byte> head = stackalloc byte[8];
        file.Position = offset;
        var read = file.ReadAtLeast(head, 8, throwOnEndOfStream: false);
        if (read < 5)
        {
            return -1;
        }

        var magic = BinaryPrimitives.ReadUInt32LittleEndian(head);
        if (magic >> 4 == 0x184D2A5)
        {
            isSkippable = read == 8;
            var skipped = 8 + (long)BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
            return read == 8 && skipped <= file.Length - offset ? skipped : -1;
        }

        if (magic != Magic)
        {
            return -1;
        }

        var descriptor = head[4];
        var isSingle = (descriptor & 0x20) != 0;
        int dictionary = (descriptor & 3) switch { 0 => 0, 1 => 1, 2 => 2, _ => 4 };
        int content = (descriptor >> 6) switch { 0 => isSingle ? 1 : 0, 1 => 2, 2 => 4, _ => 8 };
        var at = offset + 5 + (isSingle ? 0 : 1) + dictionary + content;
        Span<byte> block = stackalloc byte[3];
        while (at <= file.Length - 3)
        {
            file.Position = at;
            file.ReadExactly(block);
            var header = block[0] | (block[1] << 8) | (block[2] << 16);
            var (isLast, type, size) = ((header & 1) != 0, (header >> 1) & 3, header >> 3);
            if (type == 3)
            {
                return -1;
            }

            at += 3 + (type == 1 ? 1 : size);
            if (isLast)
            {
                at += (descriptor & 4) != 0 ? 4 : 0;
                return at <= file.Length ? at - offset : -1;
            }
        }

        return -1;
    }

    /// <summary>Where the next frame may begin, from there on; -1 where none does.</summary>
    public static long Next(Stream file, long offset)
    {
        var buffer = new byte[64 * 1024];
        Span<byte> magic = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(magic, Magic);
        for (var at = offset; at < file.Length; at += buffer.Length - 3)
        {
            file.Position = at;
            var read = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            if (buffer.AsSpan(0, read).IndexOf(magic) is >= 0 and var found)
            {
                return at + found;
            }
        }

        return -1;
    }
}
