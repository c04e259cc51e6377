using Kubespy.Core.Tracing.Objects.Kinds;
using Kubespy.Core.Values;
using static System.FormattableString;

namespace Kubespy.Core.Findings.Causes;

/// <summary>Nodes that a DaemonSet leaves out, and why (pkg/controller/daemon, NodeShouldRunDaemonPod): docs/causes/daemonset-nodes.md.</summary>
public sealed class DaemonSetNodes : ICause
{
    public string Id => "daemonset-nodes";

    public IEnumerable<Finding> Find(Situation situation)
    {
        if (situation.Workload is not { Kind: "DaemonSet", IsBeingDeleted: false } set || set.Root.MapAt("spec", "template", "spec") is not { } spec
            || situation.OfKind("Node")?.ToArray() is not { Length: > 0 } nodes)
        {
            yield break;
        }

        var left = nodes.Select(n => (n.Name, Why: NodeFit.WhyNot(spec, n))).Where(n => n.Why.Length > 0).GroupBy(n => n.Why, StringComparer.Ordinal).OrderByDescending(g => g.Count()).ToArray();
        var count = left.Sum(g => g.Count());
        if (count == 0)
        {
            yield break;
        }

        var wanted = set.Status.Int64At("desiredNumberScheduled") ?? 0;
        yield return new Finding
        {
            Cause = Id,
            Subjects = [situation.Subject],
            Summary = wanted == 0 ? Invariant($"none of {nodes.Length} nodes is one for it: {left[0].Key}") : Invariant($"{count} of {nodes.Length} nodes {(count == 1 ? "has" : "have")} none: {left[0].Key}"),
            Evidence = [.. left.Take(5).Select(g => new Evidence(null, $"{Few(g.Select(n => n.Name))}: {g.Key}", "Node labels and taints"))],
            Remedy = wanted > 0 ? "" : "if they shall have one: label the nodes, or let its template tolerate the taint",
            IsFinal = false,
            IsByDesign = true,
        };
    }

    private static string Few(IEnumerable<string> names) => names.Order(StringComparer.Ordinal).ToArray() is var all && all.Length > 3 ? $"{string.Join(", ", all.Take(3))} and {all.Length - 3} more" : string.Join(", ", all);
}
