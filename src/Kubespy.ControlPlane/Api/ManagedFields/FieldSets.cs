using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.ManagedFields;

/// <summary>
/// Sets of fields in their written form, FieldsV1: a map from path elements (<c>f:name</c>, <c>k:{"name":"c"}</c>, <c>v:"x"</c>)
/// to the sets below them. An empty map is a leaf, which is in the set; <c>.</c> says that a node with children is in it too.
/// A null set is empty. Follows sigs.k8s.io/structured-merge-diff/fieldpath.
/// </summary>
internal static class FieldSets
{
    public const string Self = ".";

    public static MapValue? Union(MapValue? a, MapValue? b)
    {
        if (a is null || b is null)
        {
            return a ?? b;
        }

        if (a.Count == 0 || b.Count == 0)
        {
            var tree = a.Count == 0 ? b : a;
            return tree.Count == 0 || tree.ContainsKey(Self) ? tree : Sorted(tree.With(Self, MapValue.Empty));
        }

        var result = new Dictionary<string, Value>(StringComparer.Ordinal);
        foreach (var (name, child) in a)
        {
            result[name] = child;
        }

        foreach (var (name, child) in b)
        {
            result[name] = result.TryGetValue(name, out var mine) ? Union((MapValue)mine, (MapValue)child)! : child;
        }

        return MapValue.Of(result.OrderBy(e => e.Key, StringComparer.Ordinal));
    }

    public static MapValue? Difference(MapValue? a, MapValue? b)
    {
        if (a is null || b is null)
        {
            return a;
        }

        var removesSelf = b.Count == 0 || b.ContainsKey(Self);
        if (a.Count == 0)
        {
            return removesSelf ? null : a;
        }

        var result = removesSelf ? a.Without(Self) : a;
        foreach (var (name, child) in b)
        {
            if (name != Self && result[name] is MapValue mine)
            {
                result = result.WithOptional(name, Difference(mine, (MapValue)child));
            }
        }

        return result.Count == 0 ? null : result.Count == 1 && result.ContainsKey(Self) ? MapValue.Empty : result;
    }

    /// <summary>Whether the node itself is in the set, beside what is below it.</summary>
    public static bool HasSelf(MapValue? set) => set is not null && (set.Count == 0 || set.ContainsKey(Self));

    public static MapValue? Intersection(MapValue? a, MapValue? b)
    {
        if (a is null || b is null)
        {
            return null;
        }

        var both = new MapBuilder();
        foreach (var (name, child) in a)
        {
            if (name != Self && b[name] is MapValue other && Intersection((MapValue)child, other) is { } common)
            {
                both.Set(name, common);
            }
        }

        var hasSelf = HasSelf(a) && HasSelf(b);
        return both.Count == 0 ? hasSelf ? MapValue.Empty : null : Sorted(hasSelf ? both.Set(Self, MapValue.Empty).ToMap() : both.ToMap());
    }

    /// <summary>The set with its elements in order; itself where they are.</summary>
    public static MapValue Sorted(MapValue set)
    {
        var i = 1;
        while (i < set.Count && string.CompareOrdinal(set.Names[i - 1], set.Names[i]) < 0)
        {
            i++;
        }

        if (i >= set.Count)
        {
            return set;
        }

        var (names, values) = (set.Names.ToArray(), set.Values.ToArray());
        Array.Sort(names, values, StringComparer.Ordinal);
        return MapValue.Adopt(names, values);
    }
}
