using Kubespy.ControlPlane.Api.Schema;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.ManagedFields;

/// <summary>
/// Which fields two canonical states of an object differ in: those set or changed, and those removed (structured-merge-diff/typed).
/// </summary>
internal sealed class FieldComparison
{
    private FieldComparison(MapValue? changed, MapValue? removed)
    {
        Changed = changed;
        Removed = removed;
    }

    public MapValue? Changed { get; }

    public MapValue? Removed { get; }

    public static FieldComparison Of(MapValue old, MapValue next, TypeSchema type) => CompareObjects(old, next, type);

    private static FieldComparison CompareObjects(MapValue old, MapValue next, TypeSchema type)
    {
        var found = new Collector();
        foreach (var field in type.Fields)
        {
            Compare(found, field.Element, old[field.Name], next[field.Name], field.Type, field);
        }

        if (type.Rest is { } rest)
        {
            CompareEntries(found, Undeclared(old, type), Undeclared(next, type), rest);
        }

        return found.ToComparison();
    }

    private static void Compare(Collector found, string element, Value? old, Value? next, FieldType type, FieldSchema? field)
    {
        if (ReferenceEquals(old, next) || (old is not null && old.Equals(next)))
        {
            return;
        }

        if (old is null)
        {
            found.Change(element, SetOf(next!, type, field));
        }
        else if (next is null)
        {
            found.Remove(element, SetOf(old, type, field));
        }
        else if (Descend(old, next, type, field) is { } inner)
        {
            found.Change(element, inner.Changed);
            found.Remove(element, inner.Removed);
        }
        else
        {
            found.Change(element, MapValue.Empty);
        }
    }

    /// <summary>The difference inside, where the parts have owners of their own; null where the value is owned as a whole.</summary>
    private static FieldComparison? Descend(Value old, Value next, FieldType type, FieldSchema? field) => type.Kind switch
    {
        FieldKind.Object when type.Object!.IsWholeIn(field) => null,
        FieldKind.Object when old is MapValue a && next is MapValue b => CompareObjects(a, b, type.Object!),
        FieldKind.Map when field?.IsAtomic != true => CompareEntries(old.AsMap() ?? MapValue.Empty, next.AsMap() ?? MapValue.Empty, type.Element!),
        FieldKind.Any when old is MapValue a && next is MapValue b => CompareEntries(a, b, type),
        FieldKind.List when field is { Ownership: not ListOwnership.Atomic } =>
            CompareItems(old.AsList() ?? ListValue.Empty, next.AsList() ?? ListValue.Empty, type.Element!, field),
        _ => null,
    };

    private static MapValue Undeclared(MapValue map, TypeSchema type) => MapValue.Of(map.Where(e => type.Find(e.Key) is null));

    private static FieldComparison CompareEntries(MapValue old, MapValue next, FieldType element)
    {
        var found = new Collector();
        CompareEntries(found, old, next, element);
        return found.ToComparison();
    }

    private static void CompareEntries(Collector found, MapValue old, MapValue next, FieldType element)
    {
        foreach (var (name, value) in next)
        {
            Compare(found, "f:" + name, old[name], value, element, null);
        }

        foreach (var (name, value) in old)
        {
            if (!next.ContainsKey(name))
            {
                found.Remove("f:" + name, SetOf(value, element, null));
            }
        }
    }

    private static FieldComparison CompareItems(ListValue old, ListValue next, FieldType element, FieldSchema field)
    {
        var found = new Collector();
        var before = new Dictionary<string, Value>(StringComparer.Ordinal);
        foreach (var item in old)
        {
            before[ListKeys.ElementOf(item, field)] = item;
        }

        var after = next.ToLookup(item => ListKeys.ElementOf(item, field), StringComparer.Ordinal);
        foreach (var items in after)
        {
            before.Remove(items.Key, out var mine);
            if (items.Count() == 1)
            {
                Compare(found, items.Key, mine, items.First(), element, null);
            }
            else if (!items.SequenceEqual(old.Where(item => ListKeys.ElementOf(item, field) == items.Key)))
            {
                // Items with the same key have one owner, as a whole.
                found.Change(items.Key, MapValue.Empty);
            }
        }

        foreach (var (key, item) in before)
        {
            found.Remove(key, SetOf(item, element, null));
        }

        return found.ToComparison();
    }

    /// <summary>All fields of a value that is new, or gone, as a whole.</summary>
    private static MapValue SetOf(Value value, FieldType type, FieldSchema? field)
    {
        var set = new MapBuilder();
        switch (type.Kind)
        {
            case FieldKind.Object when value is MapValue map && !type.Object!.IsWholeIn(field):
                foreach (var inner in type.Object!.Fields)
                {
                    if (map[inner.Name] is { } item)
                    {
                        set.Set(inner.Element, SetOf(item, inner.Type, inner));
                    }
                }

                foreach (var (name, item) in type.Object!.Rest is null ? MapValue.Empty : Undeclared(map, type.Object!))
                {
                    set.Set("f:" + name, SetOf(item, FieldType.Any, null));
                }

                break;
            case FieldKind.Any when value is MapValue map:
                foreach (var (name, item) in map)
                {
                    set.Set("f:" + name, SetOf(item, type, null));
                }

                break;
            case FieldKind.Map when value is MapValue map && field?.IsAtomic != true:
                foreach (var (name, item) in map)
                {
                    set.Set("f:" + name, SetOf(item, type.Element!, null));
                }

                break;
            case FieldKind.List when value is ListValue list && field is { Ownership: not ListOwnership.Atomic }:
                foreach (var items in list.ToLookup(item => ListKeys.ElementOf(item, field), StringComparer.Ordinal))
                {
                    set.Set(items.Key, items.Count() == 1 ? SetOf(items.First(), type.Element!, null) : MapValue.Empty);
                }

                break;
        }

        return set.Count == 0 ? MapValue.Empty : FieldSets.Sorted(set.Set(FieldSets.Self, MapValue.Empty).ToMap());
    }

    private sealed class Collector
    {
        private MapBuilder? _changed;
        private MapBuilder? _removed;

        public void Change(string element, MapValue? set) => Add(ref _changed, element, set);

        public void Remove(string element, MapValue? set) => Add(ref _removed, element, set);

        public FieldComparison ToComparison() => new(Finish(_changed), Finish(_removed));

        private static void Add(ref MapBuilder? target, string element, MapValue? set)
        {
            if (set is not null)
            {
                (target ??= new MapBuilder()).Set(element, set);
            }
        }

        private static MapValue? Finish(MapBuilder? builder) => builder is null ? null : FieldSets.Sorted(builder.ToMap());
    }
}
