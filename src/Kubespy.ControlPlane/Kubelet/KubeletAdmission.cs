using System.Globalization;
using Kubespy.ControlPlane.Controllers.NodeLifecycle;
using Kubespy.ControlPlane.Controllers.Scheduling;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Kubelet;

/// <summary>
/// Whether a kubelet takes a Pod that somebody else has put on its node: what the scheduler would have asked is asked again
/// (pkg/kubelet/lifecycle/predicate.go). Pure.
/// </summary>
internal static class KubeletAdmission
{
    /// <summary>Why the Pod is refused; null where it is taken.</summary>
    /// <param name="pod">The Pod.</param>
    /// <param name="node">Its node.</param>
    /// <param name="others">The Pods that the node has already.</param>
    public static (string Reason, string Message)? Refuse(KubeObject pod, KubeObject node, IReadOnlyCollection<KubeObject> others)
    {
        var state = new NodeState(node);
        foreach (var other in others)
        {
            state.Add(other);
        }

        if (state.PodCount + 1 > state.Allocatable.GetValueOrDefault("pods"))
        {
            return Short("pods", 1, state.PodCount, state.Allocatable.GetValueOrDefault("pods"));
        }

        // Devices that the node does not know at all are somebody else's affair.
        foreach (var (name, amount) in ResourceRequest.Of(pod).Amounts.Where(a => a.Value > 0 && state.Allocatable.ContainsKey(a.Key)))
        {
            if (state.Taken(name) + amount > state.Allocatable[name])
            {
                return Short(name, amount, state.Taken(name), state.Allocatable[name]);
            }
        }

        var spec = pod.Spec ?? MapValue.Empty;
        if (!NodeAffinity.Allows(spec, node))
        {
            return ("NodeAffinity", "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector");
        }

        return NodeTaints.NoExecuteOf(node).All(t => Tolerations.Tolerates(spec, t))
            ? null
            : ("TaintToleration", "Predicate TaintToleration failed: node(s) had untolerated taint(s)");
    }

    private static (string, string) Short(string resource, long requested, long used, long capacity) => (
        $"OutOf{resource}",
        string.Create(CultureInfo.InvariantCulture, $"Node didn't have enough resource: {resource}, requested: {requested}, used: {used}, capacity: {capacity}"));
}
