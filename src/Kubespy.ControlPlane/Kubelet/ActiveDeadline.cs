using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Kubelet;

/// <summary>How long a Pod may be active, and what is said of one that was for longer (pkg/kubelet/active_deadline.go). Pure.</summary>
internal static class ActiveDeadline
{
    public static readonly (string Reason, string Message) Failure = ("DeadlineExceeded", "Pod was active on the node longer than the specified deadline");

    /// <summary>When its time is over; null where it may go on for ever.</summary>
    /// <param name="pod">The Pod.</param>
    /// <param name="startedAt">When its kubelet took it.</param>
    public static DateTimeOffset? Of(KubeObject pod, DateTimeOffset startedAt) =>
        pod.Root.Int64At("spec", "activeDeadlineSeconds") is { } seconds ? startedAt + Durations.OfSeconds(seconds) : null;
}
