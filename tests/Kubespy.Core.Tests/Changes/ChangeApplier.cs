using Kubespy.Core.Changes;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tests.Changes;

/// <summary>Makes the new revision of the old one by the changes alone: what a diff must suffice for.</summary>
internal static class ChangeApplier
{
    public static Value Apply(Value old, IReadOnlyList<FieldChange> changes)
    {
        // What is removed by its place is removed from the end.
        var ordered = changes.Where(c => !IsRemovedByPlace(c)).Concat(changes.Where(IsRemovedByPlace).Reverse());
        return ordered.Aggregate(old, (value, change) => Set(value, change.Path.Steps, change)!);
    }

    /// <summary>The value with all that has no order in one order.</summary>
    public static Value Canonical(Value value) => value switch
    {
        MapValue map => MapValue.Of(map.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => KeyValuePair.Create(e.Key, Canonical(e.Value)))),
        ListValue list => ListValue.Of(list.Select(Canonical).OrderBy(i => i.ToString(), StringComparer.Ordinal)),
        _ => value,
    };

    private static bool IsRemovedByPlace(FieldChange change) => change.New is null && change.Path.Step is PathStep.Index;

    private static Value? Set(Value? value, IReadOnlyList<PathStep> steps, FieldChange change)
    {
        if (steps is [])
        {
            return change.IsOrder ? Reorder((ListValue)value!, (ListValue)change.New!) : change.New;
        }

        PathStep[] rest = [.. steps.Skip(1)];
        if (steps[0] is PathStep.Field field)
        {
            return ((MapValue?)value ?? MapValue.Empty).WithOptional(field.Name, Set(value?[field.Name], rest, change));
        }

        var list = (ListValue)value!;
        var at = steps[0] switch
        {
            PathStep.Index index => index.At < list.Count ? index.At : -1,
            PathStep.Member member => list.ToList().IndexOf(member.Value),
            PathStep.Item item => list.ToList().FindIndex(i => item.Keys.All(k => i.At(k.Key.Split('.')) == k.Value)),
            _ => throw new InvalidOperationException(),
        };
        var below = Set(at < 0 ? null : list[at], rest, change);
        return below is null ? list.RemoveAt(at) : at < 0 ? list.Add(below) : list.SetItem(at, below);
    }

    private static ListValue Reorder(ListValue list, ListValue names) =>
        ListValue.Of(list.OrderBy(i => names.ToList().IndexOf(i["name"]!)));
}
