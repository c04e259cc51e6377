using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing;

/// <summary>The fields that a trace looks at: of thousands of Pods no others are kept.</summary>
public static class TracedFields
{
    private static readonly string[] ContainerStatus = ["name", "image", "state", "lastState", "ready", "started", "restartCount"];

    private static readonly string[] Identity = ["kind", "apiVersion", .. Below("metadata", "name", "namespace", "uid", "resourceVersion")];

    private static readonly string[] PodFields =
    [
        .. Identity,
        .. Below("metadata", "creationTimestamp", "deletionTimestamp", "labels", "ownerReferences"),
        "spec.nodeName", "spec.initContainers.name", "spec.initContainers.restartPolicy",
        .. Below("status", "phase", "reason", "message", "conditions"),
        .. Below("status.containerStatuses", ContainerStatus),
        .. Below("status.initContainerStatuses", ContainerStatus),
    ];

    /// <summary>Of a Pod, what <see cref="PodState"/> is made of.</summary>
    public static readonly Projection Pod = Projection.Of(PodFields);

    /// <summary>Of a Pod, the ports that its containers declare, too.</summary>
    public static readonly Projection PodWithPorts = Projection.Of(
        [.. PodFields, .. Below("spec.containers", "name", "ports"), "spec.initContainers.ports"]);

    /// <summary>Of any object, that it exists.</summary>
    public static readonly Projection Named = Projection.Of(Identity);

    private static IEnumerable<string> Below(string parent, params string[] fields) => fields.Select(f => $"{parent}.{f}");
}
