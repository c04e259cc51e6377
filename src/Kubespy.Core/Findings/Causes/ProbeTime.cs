using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Findings.Causes;

/// <summary>Whether the life that ended last was one that a liveness or startup probe may have ended, as its length and its exit code tell (pkg/kubelet/prober/worker.go).</summary>
internal static class ProbeTime
{
    /// <summary>Times of a status are whole seconds.</summary>
    private static readonly TimeSpan Grain = TimeSpan.FromSeconds(1);

    private static readonly string[] Restarting = ["livenessProbe", "startupProbe"];

    /// <summary>
    /// What is stopped ends with 0 or by a signal, or with a code of its own making; but no probe ends what did not live long enough for it to fail. Where its
    /// length is not known, only the former counts.
    /// </summary>
    public static bool MayHaveStopped(Situation situation, KubeObject pod, ContainerStatus container)
    {
        var (end, spec) = (container.LastEnd, situation.SpecOf(pod, container));
        var lived = Timestamp.Parse(end.StringAt("finishedAt")) - Timestamp.Parse(end.StringAt("startedAt"));
        var needed = Restarting.Select(p => spec.MapAt(p)).OfType<MapValue>().Select(Needed).ToArray();
        return lived is null || needed.Length == 0 ? end.Int64At("exitCode") is 0 or 137 or 143 : lived + Grain >= needed.Min();
    }

    /// <summary>From the start to the failure that counts.</summary>
    private static TimeSpan Needed(MapValue probe) => TimeSpan.FromSeconds(
        (probe.Int64At("initialDelaySeconds") ?? 0) + ((probe.Int64At("periodSeconds") ?? 10) * ((probe.Int64At("failureThreshold") ?? 3) - 1)));
}
