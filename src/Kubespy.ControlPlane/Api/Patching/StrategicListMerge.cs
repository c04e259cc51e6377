using Kubespy.ControlPlane.Api.ManagedFields;
using Kubespy.ControlPlane.Api.Schema;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Patching;

/// <summary>How a strategic merge patch merges lists: by merge key, or as sets of primitives; and in which order.</summary>
internal static class StrategicListMerge
{
    /// <summary>Merges without a stated order: the patch's elements in its order, the server's own in theirs.</summary>
    public static ListValue Merge(ListValue original, ListValue patch, FieldSchema field)
    {
        if (IsPrimitive(original, patch))
        {
            var union = ListValue.Of(original.Concat(patch).Distinct());
            return Order(union, patch, original, null);
        }

        if (original.Concat(patch).Select(item => item.GetType()).Distinct().Count() > 1)
        {
            throw StrategicMergePatch.Unusable($"list element types are not identical: [{TypedValidation.Shown(original)} {TypedValidation.Shown(patch)}]");
        }

        var key = field.MergeKey ?? throw StrategicMergePatch.Unusable($"the list {field.Name} declares no merge key");
        var (merged, additions) = MergeMaps(original, patch, key, field.Type.ObjectOrElement);
        return Order(merged, additions, original, key);
    }

    /// <summary>Merges in the order that <c>$setElementOrder</c> states; null where neither side has the list.</summary>
    public static ListValue? MergeInOrder(ListValue? original, ListValue? patch, ListValue order, FieldSchema field)
    {
        if (original is null && patch is null)
        {
            return null;
        }

        CheckOrder(patch, order, field.MergeKey);
        var merged = (original, patch) switch
        {
            (null, not null) => (ListValue)StrategicMergePatch.WithoutDirectives(patch)!,
            (not null, null) => original,
            _ when field.Patch.HasFlag(PatchStrategy.Merge) => Merge(original!, patch!, field),
            _ => patch!,
        };
        return Order(merged, order, original ?? ListValue.Empty, field.MergeKey);
    }

    private static (ListValue Merged, ListValue Additions) MergeMaps(ListValue original, ListValue patch, string key, TypeSchema? type)
    {
        var result = original.ToList();
        var additions = new List<Value>();
        var isReplaced = false;
        foreach (var item in patch)
        {
            var element = item as MapValue
                ?? throw StrategicMergePatch.Unusable("expected a map[string]interface {}, but received a " + JsonKind.NameOf(item));
            switch (element[StrategicMergePatch.PatchDirective]?.AsString())
            {
                case null:
                    additions.Add(element);
                    break;
                case "delete":
                    var deleted = KeyOf(element, key);
                    result.RemoveAll(old => old[key] == deleted);
                    break;
                case "replace":
                    isReplaced = true;
                    break;
                case "merge":
                    throw StrategicMergePatch.Unusable("merging lists cannot yet be specified in the patch");
                case var other:
                    throw StrategicMergePatch.Unusable($"unknown patch type: {other} in map: {element}");
            }
        }

        if (isReplaced)
        {
            return (ListValue.Of(additions), ListValue.Of(additions));
        }

        foreach (var element in additions.Cast<MapValue>())
        {
            var id = KeyOf(element, key);
            var at = result.FindIndex(old => old[key] == id);
            if (at < 0)
            {
                result.Add(StrategicMergePatch.WithoutDirectives(element) ?? MapValue.Empty);
            }
            else
            {
                result[at] = StrategicMergePatch.Apply((MapValue)result[at], element, type);
            }
        }

        return (ListValue.Of(result), ListValue.Of(additions));
    }

    /// <summary>
    /// Elements that the stated order names follow it; the server's own keep their old order; and where both
    /// stood in the old list, they interleave as they stood there.
    /// </summary>
    private static ListValue Order(ListValue merged, ListValue stated, ListValue old, string? key)
    {
        var named = new Queue<Value>(merged.Where(item => IndexIn(stated, item, key) >= 0).OrderBy(item => IndexIn(stated, item, key)));
        var own = new Queue<Value>(merged.Where(item => IndexIn(stated, item, key) < 0).OrderBy(item => IndexIn(old, item, key)));
        var result = new List<Value>(merged.Count);
        while (named.Count > 0 && own.Count > 0)
        {
            var (ownAt, namedAt) = (IndexIn(old, own.Peek(), key), IndexIn(old, named.Peek(), key));
            result.Add(ownAt >= 0 && namedAt >= 0 && ownAt < namedAt ? own.Dequeue() : named.Dequeue());
        }

        result.AddRange(own);
        result.AddRange(named);
        return ListValue.Of(result);
    }

    /// <summary>The patch's elements must stand in the stated order, in the same sequence.</summary>
    private static void CheckOrder(ListValue? patch, ListValue order, string? key)
    {
        if (patch is null || patch.Count == 0 || order.Count == 0)
        {
            return;
        }

        var from = 0;
        foreach (var item in patch.Where(item => item[StrategicMergePatch.PatchDirective] is null))
        {
            var at = IndexIn(order, item, key);
            if (at < from)
            {
                throw StrategicMergePatch.Unusable($"The order in patch list:\n{patch}\n doesn't match $setElementOrder list:\n{order}\n");
            }

            from = at + 1;
        }
    }

    private static int IndexIn(ListValue list, Value item, string? key)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (key is null || item is not MapValue ? list[i].Equals(item) : list[i][key] is { } id && id.Equals(item[key]))
            {
                return i;
            }
        }

        return -1;
    }

    private static Value KeyOf(MapValue element, string key) =>
        element[key] ?? throw StrategicMergePatch.Unusable($"map: {TypedValidation.Shown(element)} does not contain declared merge key: {key}");

    private static bool IsPrimitive(ListValue original, ListValue patch) =>
        original.Concat(patch).All(item => item is not MapValue and not ListValue);
}
