using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api;

/// <summary>What assigning a Pod to a node writes: the node's name and the condition PodScheduled (pkg/registry/core/pod/storage).</summary>
public static class PodBinding
{
    public static KubeObject Assign(KubeObject pod, string node, DateTimeOffset now)
    {
        var condition = MapValue.Of(
            ("type", "PodScheduled"), ("status", "True"), ("lastTransitionTime", Timestamp.Format(now)));
        var others = Conditions.Without(pod.Root.ListAt("status", "conditions"), "PodScheduled");
        return pod.With("spec", pod.Spec!.With("nodeName", node))
            .With("status", (pod.Status ?? MapValue.Empty).With("conditions", others.Add(condition)));
    }
}
