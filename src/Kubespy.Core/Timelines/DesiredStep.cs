using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Timelines;

/// <summary>What a workload's spec asked for from a moment on, and what its strategy promises of that. Pods.</summary>
/// <param name="Time">From when on.</param>
/// <param name="Replicas">How many it asked for.</param>
/// <param name="Floor">During a rollout never fewer than so many are to be available; null where no strategy promises that.</param>
/// <param name="Ceiling">During a rollout never more than so many are to be asked for; null where no strategy promises that.</param>
/// <param name="IsRecreate">All old Pods end before the first new one is made.</param>
/// <param name="MinReadySeconds">A Pod is available when it has been Ready for so long.</param>
public sealed record DesiredStep(DateTimeOffset Time, long Replicas, long? Floor, long? Ceiling, bool IsRecreate, long MinReadySeconds)
{
    /// <summary>Of a Deployment, StatefulSet, ReplicaSet, DaemonSet or the like; of a kind without replicas there is nothing to ask for: null.</summary>
    internal static DesiredStep? Of(DateTimeOffset time, KubeObject obj)
    {
        var spec = obj.Spec;
        var minReady = spec.Int64At("minReadySeconds") ?? 0;
        switch (obj.Kind)
        {
            case "Deployment":
                var replicas = spec.Int64At("replicas") ?? 1;
                var isRecreate = spec.StringAt("strategy", "type") == "Recreate";
                var bounds = isRecreate ? new RollingUpdate(0, (int)replicas) : RollingUpdate.Of(spec.MapAt("strategy", "rollingUpdate"), (int)replicas);
                return new DesiredStep(time, replicas, replicas - bounds.MaxUnavailable, replicas + bounds.MaxSurge, isRecreate, minReady);
            case "StatefulSet" or "ReplicaSet":
                return new DesiredStep(time, spec.Int64At("replicas") ?? 1, null, null, false, minReady);
            case "DaemonSet":
                return new DesiredStep(time, obj.Status.Int64At("desiredNumberScheduled") ?? 0, null, null, false, minReady);
            default:
                return null;
        }
    }
}
