using System.Runtime.CompilerServices;

namespace Kubespy.Core.Values;

/// <summary>
/// Shares the parts that objects of one kind repeat: the Pods of a ReplicaSet differ in a name, a uid, two addresses, and in little else. What comes out is
/// what went in, to the byte. Bounded: each slot has room for one value that has proved to repeat, and for a newcomer, which makes room for the next unless
/// it is asked for again first; so what there is only once passes through. Nothing with a part that is new is kept: a repeated tree is shared from its
/// leaves upwards, a level each time it comes. Safe to use from several threads: a lost race costs one copy.
/// </summary>
public static class ValuePool
{
    /// <summary>Longer texts, in characters, are data.</summary>
    private const int LongestText = 128;

    /// <summary>Larger maps and lists are data.</summary>
    private const int MostParts = 24;

    private const int Slots = 4096;

    private static readonly Slot[] Table = new Slot[Slots];

    /// <summary>The map, of parts that others hold already where there are such.</summary>
    /// <param name="map">What is to be kept for long.</param>
    /// <param name="known">
    /// What has been shared before and probably has parts in common with it, which are taken as they are: the revision before; null where there is none.
    /// </param>
    public static MapValue Share(MapValue map, MapValue? known = null) => (MapValue)Share(map, known, out _);

    /// <summary>The text, in the copy that others hold already where there is one.</summary>
    public static string Share(string text) => ((StringValue)Share(StringValue.Of(text), null, out _)).Text;

    /// <summary>The same for any value, and whether it has been seen before.</summary>
    private static Value Share(Value value, Value? known, out bool isRepeated)
    {
        isRepeated = true;
        if (ReferenceEquals(value, known))
        {
            return value;
        }

        switch (value)
        {
            case MapValue { Count: > 0 } map:
                return ShareMap(map, known as MapValue, out isRepeated);
            case ListValue { Count: > 0 } list:
                return ShareList(list, known as ListValue, out isRepeated);
            case StringValue { Text.Length: <= LongestText } text:
                return text.Text.Length == 0 ? text : Find(text, text.GetHashCode(), out isRepeated);
            case NumberValue { IsInteger: true } number:
                return NumberValue.IsShared(number) ? number : Find(number, number.GetHashCode(), out isRepeated);
            case StringValue or NumberValue:
                isRepeated = false;
                return value;
            default:
                // There is one of each: null, true, false, the empty map and list.
                return value;
        }
    }

    private static Value ShareMap(MapValue map, MapValue? known, out bool isRepeated)
    {
        var names = map.Names;
        var values = map.Values;
        Value[]? shared = null;
        isRepeated = map.Count <= MostParts;
        var hash = map.Count;
        for (var i = 0; i < values.Length; i++)
        {
            var part = Share(values[i], At(known, i, names[i]), out var isPartRepeated);
            isRepeated &= isPartRepeated;
            hash = Add(Add(hash, RoughHash(names[i])), RuntimeHelpers.GetHashCode(part));
            if (!ReferenceEquals(part, values[i]))
            {
                (shared ??= values.ToArray())[i] = part;
            }
        }

        var result = shared is null ? map : map.WithValues(shared);
        return Choose(result, known, hash, ref isRepeated);
    }

    private static Value ShareList(ListValue list, ListValue? known, out bool isRepeated)
    {
        var items = list.AsSpan();
        Value[]? shared = null;
        isRepeated = list.Count <= MostParts;
        var hash = ~list.Count;
        for (var i = 0; i < items.Length; i++)
        {
            var part = Share(items[i], i < known?.Count ? known[i] : null, out var isPartRepeated);
            isRepeated &= isPartRepeated;
            hash = Add(hash, RuntimeHelpers.GetHashCode(part));
            if (!ReferenceEquals(part, items[i]))
            {
                (shared ??= items.ToArray())[i] = part;
            }
        }

        var result = shared is null ? list : ListValue.Adopt(shared);
        return Choose(result, known, hash, ref isRepeated);
    }

    private static Value Choose(Value made, Value? known, int hash, ref bool isRepeated)
    {
        if (known is not null && IsSame(made, known))
        {
            return known;
        }

        return isRepeated ? Find(made, hash, out isRepeated) : made;
    }

    private static Value? At(MapValue? known, int index, string name) =>
        known is null ? null : index < known.Count && ReferenceEquals(known.Names[index], name) ? known.Values[index] : known[name];

    /// <summary>The same value that has been asked for before, otherwise this one, which takes the newcomer's place.</summary>
    private static Value Find(Value value, int hash, out bool isRepeated)
    {
        ref var slot = ref Table[(hash ^ (hash >> 12)) & (Slots - 1)];
        if (Volatile.Read(ref slot.Repeated) is { } repeated && IsSame(repeated, value))
        {
            isRepeated = true;
            return repeated;
        }

        if (Volatile.Read(ref slot.Newcomer) is not { } newcomer || !IsSame(newcomer, value))
        {
            Volatile.Write(ref slot.Newcomer, value);
            isRepeated = false;
            return value;
        }

        Volatile.Write(ref slot.Newcomer, slot.Repeated);
        Volatile.Write(ref slot.Repeated, newcomer);
        isRepeated = true;
        return newcomer;
    }

    /// <summary>Whether they are the same to the byte; their parts are compared by reference, for they are shared already.</summary>
    private static bool IsSame(Value a, Value b) => (a, b) switch
    {
        (StringValue x, StringValue y) => string.Equals(x.Text, y.Text, StringComparison.Ordinal),
        (NumberValue x, NumberValue y) => x.IsInteger && y.IsInteger && x.TryInt64() == y.TryInt64(),
        (MapValue x, MapValue y) => AreSame(x.Values, y.Values) && (x.Names == y.Names || x.Names.SequenceEqual(y.Names)),
        (ListValue x, ListValue y) => AreSame(x.AsSpan(), y.AsSpan()),
        _ => false,
    };

    private static bool AreSame(ReadOnlySpan<Value> a, ReadOnlySpan<Value> b)
    {
        if (a.Length != b.Length)
        {
            return false;
        }

        for (var i = 0; i < a.Length; i++)
        {
            if (!ReferenceEquals(a[i], b[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static int Add(int hash, int next) => (hash * 31) + next;

    /// <summary>Enough to keep most names apart, and cheap; they are compared in full.</summary>
    private static int RoughHash(string name) => name.Length == 0 ? 0 : (name.Length << 16) ^ (name[name.Length / 2] << 8) ^ name[^1];

    private struct Slot
    {
        public Value? Repeated;
        public Value? Newcomer;
    }
}
