using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Findings;

/// <summary>The command that goes back to the revision before, where kubectl would do it (kubectl, pkg/polymorphichelpers/rollback.go).</summary>
internal static class WayBack
{
    /// <param name="workload">Whose template is to be what it was.</param>
    /// <param name="target">How the command names it, with its namespace: <c>deployment/web -n prod</c>.</param>
    /// <param name="revisions">Those that are known of it: of a Deployment its ReplicaSets, of others their ControllerRevisions.</param>
    /// <returns>Empty where there is none, or where it is not known that there is.</returns>
    public static string Of(KubeObject workload, string target, IEnumerable<KubeObject> revisions)
    {
        var known = revisions.Count(r => r.ControllerRef?.Uid == workload.Uid && (r.Kind == "ReplicaSet" ? DeploymentRevision.Of(r) > 0 : r.Root.Int64At("revision") is > 0));
        var hasOlder = known > 1 || (workload.Kind == "StatefulSet" && IsBetweenRevisions(workload));
        return !hasOlder ? ""
            : workload.Root.BoolAt("spec", "paused") == true ? $"kubectl rollout resume {target}, then kubectl rollout undo {target}"
            : $"kubectl rollout undo {target}";
    }

    /// <summary>What its Pods still have is not cleaned up.</summary>
    private static bool IsBetweenRevisions(KubeObject set) =>
        set.Status.StringAt("currentRevision") is { Length: > 0 } current && set.Status.StringAt("updateRevision") is { Length: > 0 } update && current != update;
}
