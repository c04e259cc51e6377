using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Storage;

/// <summary>
/// The bytes of one record: a mark, the length and CRC-32C of what follows, the group commit it belongs to and how many records of that
/// are still to come, then the record. All numbers are little endian.
/// </summary>
public static class RecordFrame
{
    /// <summary>Larger records are not read: no object is, a request's body being at most 3 MiB.</summary>
    public const int MaxLength = 64 * 1024 * 1024;

    private const uint Mark = 0x4352534b; // "KSRC"
    private const int HeadLength = 12;
    private const int FixedLength = 8 + 4 + 1 + 8 + 8 + 2;

    public static void Write(IBufferWriter<byte> output, StoreRecord record, long batch, int remaining)
    {
        var json = record.Object.Json.Span;
        var name = Encoding.UTF8.GetByteCount(record.Resource);
        var length = FixedLength + name + json.Length;
        var span = output.GetSpan(HeadLength + length)[..(HeadLength + length)];
        var payload = span[HeadLength..];
        BinaryPrimitives.WriteInt64LittleEndian(payload, batch);
        BinaryPrimitives.WriteInt32LittleEndian(payload[8..], remaining);
        payload[12] = (byte)record.Type;
        BinaryPrimitives.WriteInt64LittleEndian(payload[13..], record.Revision);
        BinaryPrimitives.WriteInt64LittleEndian(payload[21..], record.Time.UtcTicks);
        BinaryPrimitives.WriteUInt16LittleEndian(payload[29..], (ushort)name);
        Encoding.UTF8.GetBytes(record.Resource, payload[FixedLength..]);
        json.CopyTo(payload[(FixedLength + name)..]);
        BinaryPrimitives.WriteUInt32LittleEndian(span, Mark);
        BinaryPrimitives.WriteInt32LittleEndian(span[4..], length);
        BinaryPrimitives.WriteUInt32LittleEndian(span[8..], Crc(payload));
        output.Advance(span.Length);
    }

    /// <summary>
    /// The record that the bytes begin with, how many bytes it takes, the group commit it belongs to and how many records of that come
    /// after it; false where they do not begin with a whole one.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out StoreRecord record, out int length, out long batch, out int remaining)
    {
        (record, length, batch, remaining) = (null!, 0, 0, 0);
        if (PayloadOf(bytes) is not { IsEmpty: false } payload)
        {
            return false;
        }

        var name = BinaryPrimitives.ReadUInt16LittleEndian(payload[29..]);
        if (FixedLength + name > payload.Length)
        {
            return false;
        }

        try
        {
            record = new StoreRecord(
                (StoreRecordType)payload[12],
                BinaryPrimitives.ReadInt64LittleEndian(payload[13..]),
                new DateTimeOffset(BinaryPrimitives.ReadInt64LittleEndian(payload[21..]), TimeSpan.Zero),
                Encoding.UTF8.GetString(payload.Slice(FixedLength, name)),
                KubeObject.Parse(payload[(FixedLength + name)..]));
        }
        catch (Exception e) when (e is JsonException or ArgumentOutOfRangeException)
        {
            return false;
        }

        length = HeadLength + payload.Length;
        (batch, remaining) = (BinaryPrimitives.ReadInt64LittleEndian(payload), BinaryPrimitives.ReadInt32LittleEndian(payload[8..]));
        return true;
    }

    /// <summary>The newest group commit of which any whole record is somewhere in these bytes; 0 where there is none.</summary>
    public static long NewestBatchIn(ReadOnlySpan<byte> bytes)
    {
        Span<byte> mark = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(mark, Mark);
        var newest = 0L;
        for (var at = bytes.IndexOf(mark); at >= 0; at = bytes.IndexOf(mark))
        {
            bytes = bytes[at..];
            var payload = PayloadOf(bytes);
            newest = payload.IsEmpty ? newest : Math.Max(newest, BinaryPrimitives.ReadInt64LittleEndian(payload));
            bytes = bytes[(payload.IsEmpty ? 1 : HeadLength + payload.Length)..];
        }

        return newest;
    }

    /// <summary>What a whole and undamaged frame holds; empty where there is none.</summary>
    private static ReadOnlySpan<byte> PayloadOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeadLength || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Mark)
        {
            return [];
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        if (length is < FixedLength or > MaxLength || length > bytes.Length - HeadLength)
        {
            return [];
        }

        var payload = bytes.Slice(HeadLength, length);
        return Crc(payload) == BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]) ? payload : [];
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = ~0u;
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            crc = BitOperations.Crc32C(crc, word);
        }

        foreach (var rest in bytes[(bytes.Length & ~7)..])
        {
            crc = BitOperations.Crc32C(crc, rest);
        }

        return ~crc;
    }
}
