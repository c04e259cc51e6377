using Kubespy.ControlPlane.Controllers.NodeLifecycle;
using Kubespy.ControlPlane.Controllers.Scheduling;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.DaemonSets;

/// <summary>Whether a node is to have a Pod of a DaemonSet, and may keep one that it has (NodeShouldRunDaemonPod in pkg/controller/daemon). Pure.</summary>
internal readonly record struct NodeFit(bool ShouldRun, bool MayContinue)
{
    private static readonly NodeFit No = new(false, false);

    public static NodeFit Of(KubeObject node, KubeObject set)
    {
        var spec = DaemonSetView.Of(set).PodSpec;
        if (spec.StringAt("nodeName") is { Length: > 0 } only && only != node.Name)
        {
            return No;
        }

        if (!NodeAffinity.Allows(spec, node))
        {
            return No;
        }

        // A taint that does not evict lets a Pod stay that is there already.
        var unbearable = node.Root.ListAt("spec", "taints").Where(t => !Tolerations.Tolerates(spec, t)).Select(t => t.StringAt("effect")).ToArray();
        return new NodeFit(!unbearable.Any(e => e is "NoExecute" or "NoSchedule"), !unbearable.Contains("NoExecute"));
    }
}
