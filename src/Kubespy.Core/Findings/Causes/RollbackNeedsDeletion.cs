using System.Globalization;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Findings.Causes;

/// <summary>
/// A StatefulSet's template was corrected, but the Pod that it broke stays: in order, the controller waits for it to become Ready before it replaces
/// it, so no waiting ends that (StatefulSet basics, forced rollback): docs/causes/forced-rollback.md. Why the Pod is broken no longer matters.
/// </summary>
public sealed class RollbackNeedsDeletion : ICause
{
    private const string RevisionLabel = "controller-revision-hash";

    public string Id => "forced-rollback";

    public IEnumerable<Finding> Find(Situation situation)
    {
        if (situation.Workload is not { Kind: "StatefulSet", IsBeingDeleted: false } set || set.Status.StringAt("updateRevision") is not { Length: > 0 } wanted
            || set.Root.StringAt("spec", "podManagementPolicy") == "Parallel" || set.Root.StringAt("spec", "updateStrategy", "type") == "OnDelete")
        {
            yield break;
        }

        var lowest = (set.Root.Int64At("spec", "ordinals", "start") ?? 0) + (set.Root.Int64At("spec", "updateStrategy", "rollingUpdate", "partition") ?? 0);
        if (situation.Pods.FirstOrDefault(p => IsStale(p, wanted, lowest) && IsBroken(p)) is { } stale)
        {
            yield return new Finding
            {
                Cause = Id,
                Subjects = [$"pod/{stale.Name}"],
                Summary = $"{stale.Name} is not Ready at a revision that is no longer wanted, and is not replaced until it is deleted",
                Evidence =
                [
                    new Evidence(null, $"{stale.Name} has {stale.Label(RevisionLabel)}, {PodStatusText.Of(stale)}", $"Pod label {RevisionLabel}"),
                    new Evidence(null, $"wanted is {wanted}", "StatefulSet status.updateRevision"),
                ],
                Remedy = $"kubectl delete pod {stale.Name}{situation.Scope}",
                IsFinal = true,
            };
        }
    }

    private static bool IsStale(KubeObject pod, string wanted, long lowest) =>
        !pod.IsBeingDeleted && pod.Label(RevisionLabel) is { Length: > 0 } has && has != wanted
        && long.TryParse(pod.Name[(pod.Name.LastIndexOf('-') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal) && ordinal >= lowest;

    /// <summary>It has failed, or no node takes it: it does not merely start.</summary>
    private static bool IsBroken(KubeObject pod) => PodView.Of(pod) is { IsReady: false, IsTerminal: false }
        && (pod.Condition("PodScheduled").StringAt("status") == "False"
            || ContainerStatus.Of(pod).Any(c => c.WaitingReason is not ("" or "ContainerCreating" or "PodInitializing") || (c.RunsAlways && c.LastEnd is not null)));
}
