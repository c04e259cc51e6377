using Kubespy.ControlPlane.Controllers.NodeLifecycle;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Scheduling;

/// <summary>
/// Why a node alone cannot run a Pod, asked in the order of the scheduler's plugins NodeUnschedulable, TaintToleration, NodeAffinity,
/// NodePorts and NodeResourcesFit. Pure.
/// </summary>
internal static class NodeFilters
{
    /// <summary>A Pod that tolerates it is put on a cordoned node too.</summary>
    private static readonly MapValue Unschedulable = MapValue.Of(("key", "node.kubernetes.io/unschedulable"), ("effect", "NoSchedule"));

    /// <summary>Null where the Pod can run here.</summary>
    public static NodeRejection? Reject(KubeObject pod, ResourceRequest request, NodeState node)
    {
        var spec = pod.Spec ?? MapValue.Empty;
        if (node.Node.Root.BoolAt("spec", "unschedulable") == true && !Tolerations.Tolerates(spec, Unschedulable))
        {
            return NodeRejection.Final("node(s) were unschedulable");
        }

        if (node.Node.Root.ListAt("spec", "taints").Any(t => t.StringAt("effect") != "PreferNoSchedule" && !Tolerations.Tolerates(spec, t)))
        {
            return NodeRejection.Final("node(s) had untolerated taint(s)");
        }

        if (!NodeAffinity.Allows(spec, node.Node))
        {
            return NodeRejection.Final("node(s) didn't match Pod's node affinity/selector");
        }

        var ports = HostPorts(pod).ToHashSet();
        return ports.Count > 0 && node.Pods.Any(p => HostPorts(p).Any(ports.Contains))
            ? new NodeRejection(["node(s) didn't have free ports for the requested pod ports"], IsResolvable: true)
            : RejectByCapacity(request, node);
    }

    private static NodeRejection? RejectByCapacity(ResourceRequest request, NodeState node)
    {
        var reasons = new List<string>();
        if (node.PodCount + 1 > node.Allocatable.GetValueOrDefault("pods"))
        {
            reasons.Add("Too many pods");
        }

        var isResolvable = true;
        foreach (var (name, amount) in request.Amounts.Where(a => a.Value > 0))
        {
            var allocatable = node.Allocatable.GetValueOrDefault(name);
            if (node.Taken(name) + amount > allocatable)
            {
                reasons.Add($"Insufficient {name}");
                isResolvable &= amount <= allocatable;
            }
        }

        return reasons.Count == 0 ? null : new NodeRejection(reasons, isResolvable);
    }

    private static IEnumerable<(long Port, string Protocol)> HostPorts(KubeObject pod) => pod.Root.ListAt("spec", "containers")
        .SelectMany(c => c.ListAt("ports"))
        .Where(p => p.Int64At("hostPort") is > 0)
        .Select(p => (p.Int64At("hostPort") ?? 0, p.StringAt("protocol") ?? "TCP"));
}
