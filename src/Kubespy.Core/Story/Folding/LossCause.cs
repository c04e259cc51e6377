using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Story.Folding;

/// <summary>
/// How a Pod was lost, as far as it says so itself: the condition DisruptionTarget (k8s.io/api/core/v1, PodReasonPreemptionByScheduler and
/// the others; KEP-3329) or the reason of its end. A plain deletion says nothing.
/// </summary>
internal sealed record LossCause(string Text, Author Author, string Proof)
{
    public static readonly LossCause Deleted = new("deleted", Author.OfDeletion, "");

    /// <param name="pod">As it was last.</param>
    /// <param name="isNodeLost">Its node is known not to be Ready.</param>
    public static LossCause Of(KubeObject pod, bool isNodeLost)
    {
        var target = pod.Condition("DisruptionTarget");
        if (target.StringAt("status") == "True")
        {
            var reason = target.StringAt("reason") ?? "";
            var proof = $"condition DisruptionTarget: {reason}";
            return reason switch
            {
                "PreemptionByScheduler" => new("preempted for a Pod of higher priority", new Author("kube-scheduler", proof), proof),
                "DeletionByTaintManager" => new(isNodeLost ? "evicted, its node lost" : "evicted for a taint of its node", new Author("taint-eviction-controller", proof), proof),
                "EvictionByEvictionAPI" => new("evicted through the API", Author.Unknown("the Eviction API does not record who asked, such as kubectl drain"), proof),
                "DeletionByPodGC" => new("removed with its node", new Author("pod-garbage-collector", proof), proof),
                "TerminationByKubelet" => new(Kubelet(pod), new Author("kubelet", proof), proof),
                _ => new($"disrupted ({reason})", Author.Unknown(proof), proof),
            };
        }

        var ended = pod.Status.StringAt("reason") ?? "";
        return pod.Status.StringAt("phase") != "Failed" || pod.IsBeingDeleted ? Deleted
            : ended is "Evicted" or "Preempting" or "NodeShutdown" or "Terminated" ? new(Kubelet(pod), new Author("kubelet", $"status.reason {ended}"), $"status.reason {ended}")
            : new(ended.Length > 0 ? $"failed ({ended})" : "failed", new Author("kubelet", "status.phase Failed"), "status.phase Failed");
    }

    private static string Kubelet(KubeObject pod) => pod.Status.StringAt("message") is { Length: > 0 } message ? $"evicted by its node: {message.TrimEnd('.', ' ')}" : "evicted by its node";
}
