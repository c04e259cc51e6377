using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Explaining.Reading;

/// <summary>What is kept of objects that are read by the hundred.</summary>
internal static class Fields
{
    private static readonly string[] Metadata = [.. Below("metadata", "name", "namespace", "uid", "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "finalizers", "labels", "ownerReferences")];

    private static readonly string[] ContainerStatus = ["name", "image", "state", "lastState", "ready", "started", "restartCount"];

    /// <summary>Of a workload, what it stands by; not its template.</summary>
    public static readonly Projection Workload = Projection.Of(
    [
        "status",
        .. Below("spec", "replicas", "paused", "selector", "strategy", "updateStrategy", "podManagementPolicy", "minReadySeconds", "progressDeadlineSeconds", "ordinals", "parallelism", "completions", "backoffLimit", "backoffLimitPerIndex", "activeDeadlineSeconds", "suspend"),
    ]).With("metadata", Projection.Of(Metadata.Select(m => m["metadata.".Length..])).With("annotations", Projection.Of().With(DeploymentRevision.Annotation, Projection.All)));

    /// <summary>Of a Pod, what its causes are found from.</summary>
    public static readonly Projection Pod = Projection.Of(
    [
        .. Metadata, "spec.nodeName", "spec.nodeSelector", "spec.tolerations", "spec.schedulingGates", "spec.volumes.name", "spec.volumes.persistentVolumeClaim",
        .. Below("spec.containers", "name", "image", "ports", "resources", "readinessProbe", "livenessProbe", "startupProbe"),
        .. Below("spec.initContainers", "name", "restartPolicy", "ports", "resources", "readinessProbe", "livenessProbe", "startupProbe"),
        .. Below("status", "phase", "reason", "message", "conditions"),
        .. Below("status.containerStatuses", ContainerStatus),
        .. Below("status.initContainerStatuses", ContainerStatus),
    ]);

    public static readonly Projection Event = Projection.Of(
    [
        "metadata.uid", "metadata.name", "metadata.namespace", "metadata.resourceVersion", "metadata.creationTimestamp",
        "involvedObject", "type", "reason", "message", "count", "firstTimestamp", "lastTimestamp", "eventTime", "series", "source", "reportingComponent",
    ]);

    public static readonly Projection Node = Projection.Of([.. Metadata, "spec.taints", "spec.unschedulable", "status.conditions"]);

    public static readonly Projection Service = Projection.Of([.. Metadata, .. Below("spec", "selector", "type", "ports", "publishNotReadyAddresses")]);

    public static readonly Projection Claim = Projection.Of([.. Metadata, "spec.storageClassName", "status.phase"]);

    private static IEnumerable<string> Below(string parent, params string[] fields) => fields.Select(f => $"{parent}.{f}");
}
