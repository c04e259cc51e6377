using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Kubelet;

/// <summary>Until when a Pod that is being deleted may take: a second deletion can only shorten it.</summary>
internal sealed class DeletionGrace(EventLoop loop)
{
    private const long Default = 30;

    /// <summary>The API's times are whole seconds, and the kubelet is told a little later.</summary>
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(2);

    private DateTimeOffset? _asked;

    /// <summary>What the Pod's spec gives it.</summary>
    public static TimeSpan Of(KubeObject pod) => Durations.OfSeconds(pod.Root.Int64At("spec", "terminationGracePeriodSeconds") ?? Default);

    /// <summary>
    /// Counted from the moment the kubelet is told, as the time of the deletion itself is known to the second only; from the deletion where
    /// that was long ago.
    /// </summary>
    public DateTimeOffset EndOf(KubeObject pod)
    {
        var grace = Durations.OfSeconds(pod.Metadata.Int64At("deletionGracePeriodSeconds") ?? 0);
        var asked = pod.DeletionTimestamp!.Value - grace;
        _asked ??= asked < loop.Now - Rounding ? asked : loop.Now;
        return _asked.Value + grace;
    }
}
