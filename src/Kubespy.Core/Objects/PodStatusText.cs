using System.Globalization;
using Kubespy.Core.Values;

namespace Kubespy.Core.Objects;

/// <summary>The word that kubectl shows as a Pod's status (pkg/printers/internalversion/printers.go, printPod).</summary>
public static class PodStatusText
{
    public static string Of(KubeObject pod)
    {
        var status = pod.Status;
        var reason = status.StringAt("reason") is { Length: > 0 } given ? given : status.StringAt("phase") ?? "";
        if (pod.Condition("PodScheduled").StringAt("reason") == "SchedulingGated")
        {
            reason = "SchedulingGated";
        }

        if (InitReason(pod) is { } init)
        {
            reason = init;
        }
        else
        {
            reason = ContainerReason(pod, reason);
        }

        if (pod.IsBeingDeleted && status.StringAt("reason") == "NodeLost")
        {
            return "Unknown";
        }

        return pod.IsBeingDeleted && !PodView.Of(pod).IsTerminal ? "Terminating" : reason;
    }

    private static string? InitReason(KubeObject pod)
    {
        var specs = pod.Root.ListAt("spec", "initContainers");
        var statuses = pod.Root.ListAt("status", "initContainerStatuses");
        for (var i = 0; i < statuses.Count; i++)
        {
            var status = statuses[i];
            var isSidecar = specs.FirstOrDefault(c => c["name"] == status["name"]).StringAt("restartPolicy") == "Always";
            if (status.Int64At("state", "terminated", "exitCode") == 0 || (isSidecar && status.BoolAt("started") == true))
            {
                continue;
            }

            if (status.MapAt("state", "terminated") is { } ended)
            {
                return "Init:" + EndReason(ended);
            }

            return status.StringAt("state", "waiting", "reason") is { Length: > 0 } waiting and not "PodInitializing"
                ? $"Init:{waiting}"
                : string.Create(CultureInfo.InvariantCulture, $"Init:{i}/{specs.Count}");
        }

        return null;
    }

    private static string ContainerReason(KubeObject pod, string reason)
    {
        var isRunning = false;
        foreach (var status in pod.Root.ListAt("status", "containerStatuses").Reverse())
        {
            if (status.StringAt("state", "waiting", "reason") is { Length: > 0 } waiting)
            {
                reason = waiting;
            }
            else if (status.MapAt("state", "terminated") is { } ended)
            {
                reason = EndReason(ended);
            }
            else if (status.BoolAt("ready") == true && status.MapAt("state", "running") is not null)
            {
                isRunning = true;
            }
        }

        return reason == "Completed" && isRunning ? PodView.Of(pod).IsReady ? "Running" : "NotReady" : reason;
    }

    private static string EndReason(MapValue ended) =>
        ended.StringAt("reason") is { Length: > 0 } reason ? reason
        : ended.Int64At("signal") is > 0 and var signal ? string.Create(CultureInfo.InvariantCulture, $"Signal:{signal}")
        : string.Create(CultureInfo.InvariantCulture, $"ExitCode:{ended.Int64At("exitCode") ?? 0}");
}
