using Kubespy.Core.Objects;

namespace Kubespy.Core.Tracing.Objects.Kinds;

/// <summary>What is still in a namespace that is being deleted, by kind: how many, and what those wait for that wait for something.</summary>
internal static class NamespaceRows
{
    private const int MostNamed = 3;

    public static IReadOnlyList<TraceRow> Remaining(KubeObject root, TraceWorld world) =>
    [
        .. world.Store.InNamespace(root.Name).Where(o => o.Kind is not ("Event" or "ResourceQuota"))
            .GroupBy(o => o.Gvk)
            .OrderByDescending(g => g.Any(o => o.Finalizers.Any())).ThenBy(g => g.Key.Kind, StringComparer.Ordinal)
            .Select(Row),
    ];

    private static TraceRow Row(IGrouping<GroupVersionKind, KubeObject> kind)
    {
        var held = kind.Where(o => o.IsBeingDeleted && o.Finalizers.Any()).OrderBy(o => o.Name, StringComparer.Ordinal).ToArray();
        var others = kind.Where(o => !o.IsBeingDeleted).ToArray();
        var name = kind.Key.Group is "" or "apps" or "batch" ? kind.Key.Kind : $"{kind.Key.Kind} ({kind.Key.Group})";
        return TraceRow.Of(
            name,
            held.Length > 0 ? Health.Failing : Health.Leaving,
            $"{kind.Count()} left{(others.Length > 0 ? $", {others.Length} not even being deleted yet" : "")}",
            held.Take(MostNamed).Select(o => $"{o.Name} waits for finalizer {string.Join(", ", o.Finalizers)}").Concat(held.Length > MostNamed ? [$"and {held.Length - MostNamed} more"] : []));
    }
}
