using Kubespy.ControlPlane.Api.Schema;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.ManagedFields;

/// <summary>
/// Merges a configuration into an object by the ownership of its parts, and takes out of it what nobody wants any more
/// (structured-merge-diff/typed/{merge,remove}.go, merge/update.go).
/// </summary>
internal static class StructuredMerge
{
    public static MapValue Merge(MapValue live, MapValue config, TypeSchema type)
    {
        var result = live;
        foreach (var (name, value) in config)
        {
            var field = type.Find(name);
            result = result.With(name, result[name] is { } mine ? Merge(mine, value, field?.Type ?? type.Rest ?? FieldType.Any, field) : value);
        }

        return result;
    }

    /// <summary>
    /// The value without what its applier named last time and does not own any more, nor anybody else: <paramref name="owned"/> are the
    /// fields of all managers together. A struct goes whole once nothing in it is owned.
    /// </summary>
    public static MapValue Prune(MapValue merged, MapValue last, MapValue? owned, TypeSchema type)
    {
        var result = merged;
        foreach (var (element, below) in last.Where(e => e.Key.StartsWith("f:", StringComparison.Ordinal)))
        {
            var name = element[2..];
            if (result[name] is not { } value)
            {
                continue;
            }

            var mine = owned?[element] as MapValue;
            var field = type.Find(name);
            if (field is not null ? mine is null : FieldSets.HasSelf((MapValue)below) && !FieldSets.HasSelf(mine))
            {
                result = result.Without(name);
            }
            else
            {
                result = result.With(name, Prune(value, (MapValue)below, mine, field?.Type ?? type.Rest ?? FieldType.Any, field));
            }
        }

        return result;
    }

    private static Value Merge(Value live, Value config, FieldType type, FieldSchema? field) => type.Kind switch
    {
        FieldKind.Object when !type.Object!.IsWholeIn(field) && live is MapValue a && config is MapValue b => Merge(a, b, type.Object!),
        FieldKind.Map when field?.IsAtomic != true && live is MapValue a && config is MapValue b => MergeEntries(a, b, type.Element!),
        FieldKind.Any when live is MapValue a && config is MapValue b => MergeEntries(a, b, type),
        FieldKind.List when field is { Ownership: not ListOwnership.Atomic } && live is ListValue a && config is ListValue b => MergeItems(a, b, type.Element!, field),
        _ => config,
    };

    private static MapValue MergeEntries(MapValue live, MapValue config, FieldType element)
    {
        var result = live;
        foreach (var (name, value) in config)
        {
            result = result.With(name, result[name] is { } mine ? Merge(mine, value, element, null) : value);
        }

        return result;
    }

    /// <summary>
    /// Items of both lists, in an order that keeps the configuration's own; what only the live list has stays before the shared item that followed it.
    /// </summary>
    private static ListValue MergeItems(ListValue live, ListValue config, FieldType element, FieldSchema field)
    {
        var mine = live.Select(item => (Key: ListKeys.ElementOf(item, field), Item: item)).ToArray();
        var theirs = config.Select(item => (Key: ListKeys.ElementOf(item, field), Item: item)).ToArray();
        var (liveKeys, configKeys) = (mine.DistinctBy(m => m.Key).ToDictionary(m => m.Key, m => m.Item), theirs.Select(t => t.Key).ToHashSet());
        var shared = new Queue<string>(theirs.Select(t => t.Key).Where(liveKeys.ContainsKey));
        var result = new List<Value>(Math.Max(mine.Length, theirs.Length));
        var merged = new HashSet<string>(StringComparer.Ordinal);
        var (i, j) = (0, 0);

        void Take()
        {
            var (key, item) = theirs[j++];
            merged.Add(key);
            result.Add(liveKeys.TryGetValue(key, out var there) ? Merge(there, item, element, null) : item);
            if (shared.TryPeek(out var next) && next == key)
            {
                shared.Dequeue();
            }
        }

        while (i < mine.Length || j < theirs.Length)
        {
            if (i < mine.Length && j < theirs.Length && mine[i].Key == theirs[j].Key)
            {
                i++;
                Take();
            }
            else if (i < mine.Length && j < theirs.Length && configKeys.Contains(mine[i].Key) && shared.TryPeek(out var next) && next != mine[i].Key)
            {
                // Shared, but its turn is later: the configuration's order counts.
                i++;
            }
            else if (i < mine.Length && !configKeys.Contains(mine[i].Key))
            {
                result.Add(mine[i++].Item);
            }
            else if (i < mine.Length && merged.Contains(mine[i].Key))
            {
                i++;
            }
            else if (j < theirs.Length)
            {
                Take();
            }
            else
            {
                i++;
            }
        }

        return ListValue.Of(result);
    }

    private static Value Prune(Value value, MapValue last, MapValue? owned, FieldType type, FieldSchema? field)
    {
        switch (type.Kind)
        {
            case FieldKind.Object when value is MapValue map && !type.Object!.IsWholeIn(field):
                return Prune(map, last, owned, type.Object!);
            case FieldKind.Map when value is MapValue map && field?.IsAtomic != true:
                return PruneEntries(map, last, owned, type.Element!);
            case FieldKind.Any when value is MapValue map:
                return PruneEntries(map, last, owned, type);
            case FieldKind.List when value is ListValue list && field is { Ownership: not ListOwnership.Atomic }:
                return PruneItems(list, last, owned, type.Element!, field);
            default:
                return value;
        }
    }

    private static MapValue PruneEntries(MapValue map, MapValue last, MapValue? owned, FieldType element)
    {
        var result = map;
        foreach (var (name, below) in last.Where(e => e.Key.StartsWith("f:", StringComparison.Ordinal)))
        {
            var mine = owned?[name] as MapValue;
            if (FieldSets.HasSelf((MapValue)below) && !FieldSets.HasSelf(mine))
            {
                result = result.Without(name[2..]);
            }
            else if (result[name[2..]] is { } value)
            {
                result = result.With(name[2..], Prune(value, (MapValue)below, mine, element, null));
            }
        }

        return result;
    }

    private static ListValue PruneItems(ListValue list, MapValue last, MapValue? owned, FieldType element, FieldSchema field)
    {
        var result = new List<Value>(list.Count);
        foreach (var item in list)
        {
            var key = ListKeys.ElementOf(item, field);
            if (last[key] is not MapValue below)
            {
                result.Add(item);
                continue;
            }

            var mine = owned?[key] as MapValue;
            if (!FieldSets.HasSelf(below) || FieldSets.HasSelf(mine))
            {
                result.Add(Prune(item, below, mine, element, null));
            }
        }

        return ListValue.Of(result);
    }
}
