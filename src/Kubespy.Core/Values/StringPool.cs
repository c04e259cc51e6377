using System.Runtime.CompilerServices;
using System.Text;

namespace Kubespy.Core.Values;

/// <summary>
/// Shares the strings that API objects repeat without end: field names, conditions, reasons.
/// A fixed table of slots; a string that falls on a taken slot replaces it, so the pool never grows.
/// Safe to use from several threads: a lost race costs one allocation.
/// </summary>
internal static class StringPool
{
    /// <summary>Longer strings are unlikely to repeat.</summary>
    public const int LongestBytes = 40;

    private const int Slots = 8192;

    private static readonly Entry?[] Table = new Entry?[Slots];

    public static string Get(ReadOnlySpan<byte> utf8) => utf8.Length > LongestBytes ? Encoding.UTF8.GetString(utf8) : Find(utf8).Text;

    /// <summary>The same as a value, shared as well.</summary>
    public static StringValue GetValue(ReadOnlySpan<byte> utf8) =>
        utf8.Length > LongestBytes ? StringValue.Of(Encoding.UTF8.GetString(utf8)) : Find(utf8).Value;

    private static Entry Find(ReadOnlySpan<byte> utf8)
    {
        var hash = Hash(utf8);
        ref var slot = ref Table[hash & (Slots - 1)];
        var entry = Volatile.Read(ref slot);
        if (entry is not null && entry.Hash == hash && utf8.SequenceEqual(entry.Utf8))
        {
            return entry;
        }

        entry = new Entry(hash, utf8.ToArray(), StringValue.Of(Encoding.UTF8.GetString(utf8)));
        Volatile.Write(ref slot, entry);
        return entry;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Hash(ReadOnlySpan<byte> utf8)
    {
        var hash = 2166136261u;
        foreach (var b in utf8)
        {
            hash = (hash ^ b) * 16777619u;
        }

        return hash ^ (hash >> 15);
    }

    private sealed record Entry(uint Hash, byte[] Utf8, StringValue Value)
    {
        public string Text => Value.Text;
    }
}
