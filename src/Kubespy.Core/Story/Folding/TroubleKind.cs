using Kubespy.Core.Objects;
using Kubespy.Core.Tracing;
using Kubespy.Core.Values;

namespace Kubespy.Core.Story.Folding;

/// <summary>Which of the causes a Pod's state points to, by its word alone; what exactly it is, the rules of kubespy why say. Pure.</summary>
internal static class TroubleKind
{
    /// <summary>A page of docs/causes; empty where nothing is wrong, or what is wrong is told otherwise.</summary>
    public static string Of(PodState? old, PodState next, KubeObject pod)
    {
        var word = next.Word.StartsWith("Init:", StringComparison.Ordinal) ? next.Word["Init:".Length..] : next.Word;
        if (pod.IsBeingDeleted || next.IsTerminal)
        {
            return "";
        }

        if (word.Contains("ImagePull", StringComparison.Ordinal) || word is "InvalidImageName" or "ErrImageNeverPull")
        {
            return "image-pull";
        }

        if (word is "CreateContainerConfigError" or "CreateContainerError" or "RunContainerError" or "PreCreateHookError" or "PostStartHookError")
        {
            return "configuration-missing";
        }

        if (word == "Pending" && pod.Condition("PodScheduled").StringAt("reason") == "Unschedulable")
        {
            return "unschedulable";
        }

        var isCrash = word is "Error" or "CrashLoopBackOff" or "OOMKilled" or "ContainerCannotRun" or "StartError" or "ContainerStatusUnknown" or "DeadlineExceeded" || (old is not null && next.Restarts > old.Restarts);
        return !isCrash ? "" : HasRunOutOfMemory(pod) ? "out-of-memory" : "crash-loop";
    }

    private static bool HasRunOutOfMemory(KubeObject pod) => pod.Root.ListAt("status", "containerStatuses")
        .Any(s => s.StringAt("state", "terminated", "reason") == "OOMKilled" || s.StringAt("lastState", "terminated", "reason") == "OOMKilled");
}
