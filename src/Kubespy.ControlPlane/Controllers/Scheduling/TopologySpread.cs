using Kubespy.ControlPlane.Controllers.NodeLifecycle;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Scheduling;

/// <summary>
/// The topology spread constraints of a Pod that must hold (the plugin PodTopologySpread): how many matching Pods each domain has, counted
/// once for a Pod to be scheduled. Pure.
/// </summary>
internal sealed class TopologySpread
{
    private const string Violated = "node(s) didn't match pod topology spread constraints";

    private readonly List<(Value Rule, string Key, int Self, Dictionary<string, int> Counts)> _constraints = [];

    private TopologySpread(KubeObject pod, ListValue constraints, IReadOnlyCollection<NodeState> nodes)
    {
        Value[] rules = [.. constraints.Where(c => c.StringAt("whenUnsatisfiable") == "DoNotSchedule")];
        string[] keys = [.. rules.Select(r => r.StringAt("topologyKey") ?? "")];
        foreach (var rule in rules)
        {
            var key = rule.StringAt("topologyKey") ?? "";
            var selector = LabelSelector.OfValue(rule.MapAt("labelSelector"));
            bool IsMeant(KubeObject p) => selector.Matches(p.Labels) && rule.ListAt("matchLabelKeys").All(k => p.Label(k.AsString() ?? "") == pod.Label(k.AsString() ?? ""));
            var counts = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var node in nodes.Where(n => keys.All(k => n.Node.Label(k) is not null) && IsCounted(rule, pod, n)))
            {
                var domain = node.Node.Label(key)!;
                counts[domain] = counts.GetValueOrDefault(domain) + node.Pods.Count(p => p.Namespace == pod.Namespace && !p.IsBeingDeleted && IsMeant(p));
            }

            _constraints.Add((rule, key, IsMeant(pod) ? 1 : 0, counts));
        }
    }

    /// <summary>Null where the Pod has no such constraint.</summary>
    public static TopologySpread? Of(KubeObject pod, IReadOnlyCollection<NodeState> nodes) =>
        pod.Root.ListAt("spec", "topologySpreadConstraints") is { Count: > 0 } constraints ? new TopologySpread(pod, constraints, nodes) : null;

    /// <summary>Null where the Pod can run here.</summary>
    public NodeRejection? Reject(NodeState node)
    {
        foreach (var (rule, key, self, counts) in _constraints)
        {
            if (node.Node.Label(key) is not { } domain)
            {
                return NodeRejection.Final($"{Violated} (missing required label)");
            }

            var least = counts.Count == 0 || counts.Count < rule.Int64At("minDomains") ? 0 : counts.Values.Min();
            if (counts.GetValueOrDefault(domain) + self - least > (rule.Int64At("maxSkew") ?? 1))
            {
                return new NodeRejection([Violated], IsResolvable: true);
            }
        }

        return null;
    }

    /// <summary>Nodes that the Pod could not go to anyway do not count, unless the constraint says they do.</summary>
    private static bool IsCounted(Value rule, KubeObject pod, NodeState node)
    {
        var spec = pod.Spec ?? MapValue.Empty;
        return (rule.StringAt("nodeAffinityPolicy") == "Ignore" || NodeAffinity.Allows(spec, node.Node))
            && (rule.StringAt("nodeTaintsPolicy") != "Honor"
                || node.Node.Root.ListAt("spec", "taints").All(t => t.StringAt("effect") == "PreferNoSchedule" || Tolerations.Tolerates(spec, t)));
    }
}
