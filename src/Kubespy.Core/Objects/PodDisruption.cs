using Kubespy.Core.Values;

namespace Kubespy.Core.Objects;

/// <summary>
/// Which component ends a Pod that its owner did not ask to end: its condition DisruptionTarget tells (KEP-3329), set before the deletion.
/// </summary>
public static class PodDisruption
{
    private const string Preempting = ": preempting";

    /// <summary>What is done to it and by whom: <c>evicted from node-1 by the taint manager (NoExecute taint)</c>; empty where nobody says so.</summary>
    public static string Of(KubeObject pod)
    {
        var condition = pod.Condition("DisruptionTarget");
        if (condition.StringAt("status") != "True")
        {
            return "";
        }

        var message = condition.StringAt("message") ?? "";
        var node = PodView.Of(pod).NodeName is { Length: > 0 } name ? " from " + name : "";
        return condition.StringAt("reason") switch
        {
            "DeletionByTaintManager" => $"evicted{node} by the taint manager (NoExecute taint)",
            "DeletionByDeviceTaintManager" => $"evicted{node} by the device taint manager (NoExecute taint)",
            "PreemptionByScheduler" => $"preempted{node} by {Scheduler(message)} for a Pod of higher priority",
            "EvictionByEvictionAPI" => $"evicted{node} through the eviction API (who asked is unknown)",
            "DeletionByPodGC" => $"deleted by PodGC{(message.Split(": ", 2) is [_, var why] ? $" ({why})" : "")}",
            "TerminationByKubelet" => "ended by its node's kubelet",
            var reason => $"disrupted ({reason})",
        };
    }

    /// <summary>Of <c>default-scheduler: preempting to accommodate a higher priority pod</c>.</summary>
    private static string Scheduler(string message) =>
        message.IndexOf(Preempting, StringComparison.Ordinal) is > 0 and var end ? message[..end] : "the scheduler";
}
