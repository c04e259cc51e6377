using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Kubelet;

/// <summary>What a Pod's status says of a resize that waits, or that goes on (pkg/kubelet/status/status_manager.go, GetPodResizeConditions). Pure.</summary>
internal static class ResizeConditions
{
    public static IEnumerable<Value> Of(KubeObject pod, PodRuntime runtime, MapValue? previous, DateTimeOffset now)
    {
        if (runtime.PendingResize is { } why)
        {
            yield return Condition("PodResizePending", pod.Generation, previous, now)
                .Set("reason", "Deferred")
                .Set("message", why)
                .ToMap();
        }

        if (runtime.ResizeGeneration is { } generation)
        {
            yield return Condition("PodResizeInProgress", generation, previous, now).ToMap();
        }
    }

    private static MapBuilder Condition(string type, long generation, MapValue? previous, DateTimeOffset now)
    {
        var since = Conditions.Find(previous.ListAt("conditions"), type);
        var time = StringValue.Of(Timestamp.Format(now));
        return new MapBuilder()
            .Set("type", type)
            .Set("observedGeneration", generation)
            .Set("status", "True")
            .Set("lastProbeTime", since?["lastProbeTime"] ?? time)
            .Set("lastTransitionTime", since?["lastTransitionTime"] ?? time);
    }
}
