using Kubespy.ControlPlane.Api.Schema;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Patching;

/// <summary>
/// Strategic merge patch: maps merge, lists merge by the merge key that their type declares, and directives say the rest
/// (<c>$patch</c>, <c>$retainKeys</c>, <c>$setElementOrder/…</c>, <c>$deleteFromPrimitiveList/…</c>).
/// Follows k8s.io/apimachinery/pkg/util/strategicpatch and the design proposal on the order of elements.
/// </summary>
public static class StrategicMergePatch
{
    internal const string PatchDirective = "$patch";
    internal const string RetainKeysDirective = "$retainKeys";
    internal const string ElementOrderPrefix = "$setElementOrder/";
    internal const string DeleteFromListPrefix = "$deleteFromPrimitiveList/";

    public static MapValue Parse(Value body) => body is NullValue ? MapValue.Empty
        : body as MapValue ?? throw new ApiException(ApiStatus.BadRequest(
            $"json: cannot unmarshal {JsonKind.NameOf(body)} into Go value of type map[string]interface {{}}"));

    /// <summary>Applies the patch. A type unknown to the table (null) has no merge keys: its lists are replaced.</summary>
    public static MapValue Apply(MapValue original, MapValue patch, TypeSchema? type)
    {
        if (patch[PatchDirective] is { } directive)
        {
            return directive.AsString() switch
            {
                "replace" => patch.Without(PatchDirective),
                "delete" => MapValue.Empty,
                _ => throw Unusable($"unknown patch type: {directive.AsString()} in map: {patch}"),
            };
        }

        var (result, rest) = RetainKeys(original, patch);
        (result, rest) = OrderElements(result, rest, type);
        foreach (var (name, value) in rest)
        {
            result = ApplyField(result, name, value, type);
        }

        return result;
    }

    /// <summary>The value without directives and the maps that carry <c>$patch</c>; null where nothing of it remains.</summary>
    internal static Value? WithoutDirectives(Value value) => value switch
    {
        MapValue map when map.ContainsKey(PatchDirective) => null,
        MapValue map => MapValue.Of(
            from entry in map
            where entry.Value is not NullValue
            let kept = WithoutDirectives(entry.Value)
            where kept is not null
            select KeyValuePair.Create(entry.Key, kept)),
        ListValue list => ListValue.Of(list.Select(WithoutDirectives).OfType<Value>()),
        _ => value,
    };

    internal static ApiException Unusable(string message) =>
        new(new ApiStatus(500, "", message));

    private static MapValue ApplyField(MapValue result, string name, Value value, TypeSchema? type)
    {
        var isDeletion = name.StartsWith(DeleteFromListPrefix, StringComparison.Ordinal);
        var field = isDeletion ? name[DeleteFromListPrefix.Length..] : name;
        if (value is NullValue)
        {
            return result.Without(field);
        }

        var current = result[field];
        if (current is null || current.GetType() != value.GetType())
        {
            return isDeletion ? result : result.WithOptional(field, WithoutDirectives(value));
        }

        var schema = type?.Find(field);
        return (current, value) switch
        {
            (MapValue old, MapValue patch) when schema?.Patch.HasFlag(PatchStrategy.Replace) != true =>
                result.With(field, Apply(old, patch, schema?.Type.Object)),
            (ListValue old, ListValue patch) when isDeletion =>
                result.With(field, ListValue.Of(old.Where(item => !patch.Contains(item)))),
            (ListValue old, ListValue patch) when schema?.Patch.HasFlag(PatchStrategy.Merge) == true =>
                result.With(field, StrategicListMerge.Merge(old, patch, schema)),
            _ => result.With(field, value),
        };
    }

    private static (MapValue Result, MapValue Patch) RetainKeys(MapValue original, MapValue patch)
    {
        if (patch[RetainKeysDirective] is not { } directive)
        {
            return (original, patch);
        }

        var keys = directive as ListValue ?? throw new ApiException(ApiStatus.BadRequest("invalid patch format of retainKeys"));
        var rest = patch.Without(RetainKeysDirective);
        foreach (var (name, value) in rest)
        {
            if (value is not NullValue && name[0] != '$' && !keys.Contains(name))
            {
                throw new ApiException(ApiStatus.BadRequest("invalid patch format of retainKeys"));
            }
        }

        return (MapValue.Of(original.Where(entry => keys.Contains(entry.Key))), rest);
    }

    /// <summary>Merges the lists for which the patch states an order, and puts their elements in it.</summary>
    private static (MapValue Result, MapValue Patch) OrderElements(MapValue original, MapValue patch, TypeSchema? type)
    {
        var (result, rest) = (original, patch);
        foreach (var (name, value) in patch)
        {
            if (!name.StartsWith(ElementOrderPrefix, StringComparison.Ordinal))
            {
                continue;
            }

            var field = name[ElementOrderPrefix.Length..];
            var order = value as ListValue
                ?? throw Unusable($"expected a []interface {{}}, but received a {JsonKind.NameOf(value)}");
            rest = rest.Without(name);
            var schema = type?.Find(field) ?? throw Unusable($"unable to find api field in struct {type?.Name} for the json field \"{field}\"");
            if (StrategicListMerge.MergeInOrder(result[field]?.AsList(), rest[field]?.AsList(), order, schema) is { } merged)
            {
                result = result.With(field, merged);
                rest = rest.Without(field);
            }
        }

        return (result, rest);
    }
}
