using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api;

/// <summary>What assigning a Pod to a node writes: the node's name and the condition PodScheduled (pkg/registry/core/pod/storage).</summary>
public static class PodBinding
{
    /// <exception cref="ApiException">409: the Pod has a node already, or goes.</exception>
    public static void Check(KubeObject pod)
    {
        if (pod.Root.StringAt("spec", "nodeName") is { Length: > 0 } bound)
        {
            throw Conflict(pod, $"pod {pod.Name} is already assigned to node \"{bound}\"");
        }

        if (pod.IsBeingDeleted)
        {
            throw Conflict(pod, $"pod {pod.Name} is being deleted, cannot be assigned to a host");
        }
    }

    public static KubeObject Assign(KubeObject pod, string node, DateTimeOffset now)
    {
        var condition = MapValue.Of(
            ("type", "PodScheduled"), ("status", "True"), ("lastTransitionTime", Timestamp.Format(now)));
        var others = Conditions.Without(pod.Root.ListAt("status", "conditions"), "PodScheduled");
        return pod.With("spec", pod.Spec!.With("nodeName", node))
            .With("status", (pod.Status ?? MapValue.Empty).With("conditions", others.Add(condition)));
    }

    private static ApiException Conflict(KubeObject pod, string why) =>
        new(ApiStatus.Conflict("pods/binding", pod.Name, why, MapValue.Of(("name", pod.Name), ("kind", "pods/binding"))));
}
