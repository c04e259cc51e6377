using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Findings;

/// <summary>Which Pods causes are looked for in: those that are not Ready, do not go, or are Ready only between two restarts.</summary>
internal static class Unwell
{
    /// <summary>A container that ended so long ago concerns nobody any more: the kubelet forgets its back-off then, too.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(10);

    public static bool Is(KubeObject pod, DateTimeOffset now) =>
        pod.IsBeingDeleted || (!PodView.Of(pod).IsReady && PodView.Of(pod).Phase != "Succeeded") || HasRestartedLately(pod, now);

    /// <summary>A container of it that is to run always was started again more than once, and lately: it may be Ready just now.</summary>
    public static bool HasRestartedLately(KubeObject pod, DateTimeOffset now) =>
        IsRestarted(pod) && ContainerStatus.Of(pod).Any(c => IsRestarted(c) && now - Timestamp.Parse(c.LastEnd.StringAt("finishedAt")) < Recent);

    /// <summary>Cheap, and without a clock: of thousands of Pods few have been.</summary>
    public static bool IsRestarted(KubeObject pod) =>
        HasRestarts(pod.Root.ListAt("status", "containerStatuses")) || HasRestarts(pod.Root.ListAt("status", "initContainerStatuses"));

    private static bool HasRestarts(ListValue statuses)
    {
        foreach (var status in statuses)
        {
            if (status.Int64At("restartCount") is > 1)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>An init container that has done its work was tried often, perhaps, and is well.</summary>
    private static bool IsRestarted(ContainerStatus container) =>
        container.Restarts > 1 && container.RunsAlways && container.LastEnd.Int64At("exitCode") is not null;
}
