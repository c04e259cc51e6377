using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Strategies;

/// <summary>Pods: a phase and a quality of service from the start, graceful deletion (pkg/registry/core/pod/strategy.go).</summary>
public sealed class PodStrategy : ResourceStrategy
{
    public PodStrategy() => CountsGeneration = true;

    public override KubeObject PrepareForCreate(KubeObject obj) => base.PrepareForCreate(obj).With("status", new MapBuilder()
        .Set("phase", "Pending")
        .Set("conditions", obj.Root.ListAt("spec", "schedulingGates").Count > 0 ? ListValue.Of([Gated(obj)]) : null)
        .Set("qosClass", QualityOfService.Of(obj))
        .ToMap());

    /// <summary>Pods that never ran anywhere, or that have ended, go at once.</summary>
    public override long? GracePeriodSeconds(KubeObject obj, long? requested)
    {
        if (obj.Root.StringAt("spec", "nodeName") is null or "" || obj.Root.StringAt("status", "phase") is "Succeeded" or "Failed")
        {
            return 0;
        }

        var grace = requested ?? obj.Root.Int64At("spec", "terminationGracePeriodSeconds") ?? 30;
        return grace < 0 ? 1 : grace;
    }

    public override KubeObject Prepare(string subresource, KubeObject obj, KubeObject old, DateTimeOffset now) => subresource is "ephemeralcontainers" or "resize"
        ? PrepareForUpdate(PodSubresources.Prepare(obj, old, subresource), old)
        : base.Prepare(subresource, obj, old, now);

    /// <summary>The quality of service is filled in where a kubelet leaves it out; one that is another is refused later.</summary>
    public override KubeObject PrepareForStatusUpdate(KubeObject obj, KubeObject old)
    {
        var updated = base.PrepareForStatusUpdate(obj, old).WithMetadata("ownerReferences", old.Metadata["ownerReferences"]);
        return obj.Status is { } status && status.StringAt("qosClass") is null or ""
            ? updated.With("status", status.With("qosClass", old.Root.At("status", "qosClass") ?? QualityOfService.Of(old)))
            : updated;
    }

    /// <summary>A Pod with scheduling gates says so from the start (applySchedulingGatedCondition).</summary>
    private static MapValue Gated(KubeObject obj) => MapValue.Of(
        ("type", "PodScheduled"),
        ("status", "False"),
        ("lastProbeTime", Value.Null),
        ("lastTransitionTime", obj.Metadata["creationTimestamp"] ?? Value.Null),
        ("reason", "SchedulingGated"),
        ("message", "Scheduling is blocked due to non-empty scheduling gates"));
}
