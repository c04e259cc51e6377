using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api;

/// <summary>Pods: graceful deletion, and a generation that moves with it (pkg/registry/core/pod/strategy.go).</summary>
public sealed class PodStrategy : ResourceStrategy
{
    public PodStrategy() => CountsGeneration = true;

    public override KubeObject PrepareForCreate(KubeObject obj) =>
        base.PrepareForCreate(obj).With("status", MapValue.Of(("phase", "Pending"), ("qosClass", "BestEffort")));

    /// <summary>Pods that never ran anywhere, or that have ended, go at once.</summary>
    public override long? GracePeriodSeconds(KubeObject obj, long? requested)
    {
        if (obj.Root.StringAt("spec", "nodeName") is null or "" || obj.Root.StringAt("status", "phase") is "Succeeded" or "Failed")
        {
            return 0;
        }

        return requested ?? obj.Root.Int64At("spec", "terminationGracePeriodSeconds") ?? 30;
    }
}
