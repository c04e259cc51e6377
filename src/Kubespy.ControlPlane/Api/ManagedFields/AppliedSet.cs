using System.Globalization;
using Kubespy.ControlPlane.Api.Schema;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.ManagedFields;

/// <summary>
/// The fields that a configuration names, whoever had them before: what its applier owns from then on
/// (structured-merge-diff/typed/tofieldset.go), with what makes it no configuration of that type.
/// </summary>
internal sealed class AppliedSet
{
    private readonly List<string> _errors = [];

    /// <summary>What is wrong with the configuration, as the real server prints it: <c>.spec.replics: field not declared in schema</c>.</summary>
    public IReadOnlyList<string> Errors => _errors;

    public MapValue? OfObject(MapValue map, TypeSchema type, string path = "")
    {
        var set = new MapBuilder();
        foreach (var (name, value) in map)
        {
            var at = $"{path}.{name}";
            if (at == ".metadata" && IsEmpty(value))
            {
                // Nothing but what says whose configuration it is.
                continue;
            }

            if (type.Find(name) is { } field)
            {
                set.Set(field.Element, IsEmpty(value) ? MapValue.Empty : Of(value, field.Type, field, at));
            }
            else if (type.Rest is { } rest)
            {
                set.Set("f:" + name, AsMember(IsEmpty(value) ? MapValue.Empty : Of(value, rest, null, at)));
            }
            else
            {
                _errors.Add($"{at}: field not declared in schema");
            }
        }

        return set.Count == 0 ? null : FieldSets.Sorted(set.ToMap());
    }

    private MapValue? Of(Value value, FieldType type, FieldSchema? field, string path)
    {
        switch (type.Kind)
        {
            case FieldKind.Object when type.Object!.IsWholeIn(field):
                return MapValue.Empty;
            case FieldKind.Object when value is MapValue map:
                return OfObject(map, type.Object!, path);
            case FieldKind.Map when field?.IsAtomic != true && value is MapValue map:
                return OfEntries(map, type.Element!, path);
            case FieldKind.Any when value is MapValue map:
                return OfEntries(map, type, path);
            case FieldKind.List when field is { Ownership: not ListOwnership.Atomic } && value is ListValue list:
                return OfItems(list, type.Element!, field, path);
            default:
                return MapValue.Empty;
        }
    }

    private MapValue? OfEntries(MapValue map, FieldType element, string path)
    {
        var set = new MapBuilder();
        foreach (var (name, value) in map)
        {
            set.Set("f:" + name, AsMember(IsEmpty(value) ? MapValue.Empty : Of(value, element, null, $"{path}.{name}")));
        }

        return set.Count == 0 ? null : FieldSets.Sorted(set.ToMap());
    }

    private MapValue? OfItems(ListValue list, FieldType element, FieldSchema field, string path)
    {
        var set = new MapBuilder();
        for (var i = 0; i < list.Count; i++)
        {
            if (field.Ownership == ListOwnership.Map && KeyProblem(list[i], field) is { } wrong)
            {
                _errors.Add(string.Create(CultureInfo.InvariantCulture, $"{path}: element {i}: associative list with keys {wrong}"));
                continue;
            }

            var key = ListKeys.ElementOf(list[i], field);
            if (set.Contains(key))
            {
                _errors.Add($"{path}: duplicate entries for key {FieldPath.Shown(key)}");
                continue;
            }

            set.Set(key, AsMember(Of(list[i], element, null, path + FieldPath.Shown(key))));
        }

        return set.Count == 0 ? null : FieldSets.Sorted(set.ToMap());
    }

    /// <summary>Why an item cannot be told from others (keyedAssociativeListItemToPathElement in structured-merge-diff/typed/helpers.go).</summary>
    private static string? KeyProblem(Value item, FieldSchema field) => item switch
    {
        NullValue => "may not have a null element",
        not MapValue => "may not have non-map elements",
        _ when field.MapKeys.All(k => item[k] is null && ListKeys.DefaultOf(field, k) is null) =>
            $"has an element that omits all key fields [{string.Join(' ', field.MapKeys.Select(k => $"\"{k}\""))}] (and doesn't have default values for any key fields)",
        _ => null,
    };

    private static bool IsEmpty(Value value) => value is NullValue or MapValue { Count: 0 };

    /// <summary>The set with its own root in it.</summary>
    private static MapValue AsMember(MapValue? set) =>
        set is null || set.Count == 0 ? MapValue.Empty : FieldSets.Sorted(set.With(FieldSets.Self, MapValue.Empty));
}
