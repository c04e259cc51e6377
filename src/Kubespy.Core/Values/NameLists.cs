using System.Runtime.CompilerServices;

namespace Kubespy.Core.Values;

/// <summary>
/// Shares the lists of names that maps of one kind repeat: each container state has the same three. A fixed table of slots; a list
/// that falls on a taken slot replaces it. Names are compared by reference, which the <see cref="StringPool"/> makes likely to hit.
/// Safe to use from several threads: a lost race costs one list.
/// </summary>
internal static class NameLists
{
    /// <summary>Longer lists are maps of data, not of fields.</summary>
    private const int Longest = 24;

    private const int Slots = 4096;

    private static readonly string[]?[] Table = new string[]?[Slots];

    /// <summary>An equal list that others hold already, or this one, which the caller must not change any more.</summary>
    public static string[] Share(string[] names)
    {
        if (names.Length > Longest)
        {
            return names;
        }

        ref var slot = ref SlotOf(names);
        if (Volatile.Read(ref slot) is { } known && IsSame(known, names))
        {
            return known;
        }

        Volatile.Write(ref slot, names);
        return names;
    }

    /// <summary>An equal list that others hold already, or a copy of this one.</summary>
    public static string[] Share(ReadOnlySpan<string> names) =>
        names.Length <= Longest && Volatile.Read(ref SlotOf(names)) is { } known && IsSame(known, names) ? known : Share(names.ToArray());

    private static ref string[]? SlotOf(ReadOnlySpan<string> names)
    {
        var hash = names.Length;
        foreach (var name in names)
        {
            hash = (hash * 31) + RuntimeHelpers.GetHashCode(name);
        }

        return ref Table[(hash ^ (hash >> 12)) & (Slots - 1)];
    }

    private static bool IsSame(string[] known, ReadOnlySpan<string> names)
    {
        if (known.Length != names.Length)
        {
            return false;
        }

        for (var i = 0; i < names.Length; i++)
        {
            if (!ReferenceEquals(known[i], names[i]))
            {
                return false;
            }
        }

        return true;
    }
}
