using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing;

/// <summary>The fields that a trace looks at: of thousands of Pods no others are kept.</summary>
public static class TracedFields
{
    private static readonly string[] ContainerStatus = ["name", "image", "state", "lastState", "ready", "started", "restartCount"];

    /// <summary>Of a Pod, what <see cref="PodState"/> is made of.</summary>
    public static readonly Projection Pod = Projection.Of(
    [
        "kind", "apiVersion",
        .. Below("metadata", "name", "namespace", "uid", "resourceVersion", "creationTimestamp", "deletionTimestamp", "labels", "ownerReferences"),
        "spec.nodeName", "spec.initContainers.name", "spec.initContainers.restartPolicy",
        .. Below("status", "phase", "reason", "message", "conditions"),
        .. Below("status.containerStatuses", ContainerStatus),
        .. Below("status.initContainerStatuses", ContainerStatus),
    ]);

    private static IEnumerable<string> Below(string parent, params string[] fields) => fields.Select(f => $"{parent}.{f}");
}
