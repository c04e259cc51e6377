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

    /// <summary>Of a Pod, the claims that its volumes name, too.</summary>
    public static readonly Projection PodWithClaims = Projection.Of([.. PodFields, .. Below("spec.volumes", "name", "persistentVolumeClaim", "ephemeral")]);

    /// <summary>Of a DaemonSet's Pod, the node that it is meant for, too.</summary>
    public static readonly Projection DaemonPod = Projection.Of([.. PodFields, "spec.affinity.nodeAffinity"]);

    /// <summary>Of a ControllerRevision, all but the template that it keeps.</summary>
    public static readonly Projection Revision = Projection.Of([.. Identity, .. Below("metadata", "creationTimestamp", "labels", "ownerReferences"), "revision"]);

    /// <summary>Of a Job, how it is doing.</summary>
    public static readonly Projection Job = Projection.Of(
    [
        .. Identity,
        .. Below("metadata", "creationTimestamp", "deletionTimestamp", "ownerReferences"),
        .. Below("spec", "completions", "parallelism", "backoffLimit", "backoffLimitPerIndex", "completionMode", "activeDeadlineSeconds", "suspend", "selector"),
        "status",
    ]);

    /// <summary>Of a node, what decides whether a Pod may run on it.</summary>
    public static readonly Projection NodeFit = Projection.Of([.. Identity, "metadata.labels", "spec.taints", "spec.unschedulable"]);

    /// <summary>Of a node, how it is doing.</summary>
    public static readonly Projection NodeState = Projection.Of([.. Identity, "spec.taints", "spec.unschedulable", "status.conditions"]);

    /// <summary>Of any object that something owns, how it is doing: not what it holds, such as a Secret's data.</summary>
    public static readonly Projection Owned = Projection.Of(
        [.. Identity, .. Below("metadata", "creationTimestamp", "deletionTimestamp", "finalizers", "generation", "labels", "ownerReferences"), "spec", "status"]);

    /// <summary>Of any object, that it exists.</summary>
    public static readonly Projection Named = Projection.Of(Identity);

    private static IEnumerable<string> Below(string parent, params string[] fields) => fields.Select(f => $"{parent}.{f}");
}
