using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Findings.Causes;

/// <summary>
/// The API server refuses the Pods: a quota, a LimitRange, an admission webhook, a policy. A ReplicaSet says so by its condition
/// ReplicaFailure, any maker of Pods by FailedCreate Events: docs/causes/pods-refused.md.
/// </summary>
public sealed class PodsCannotBeCreated : ICause
{
    /// <summary>A refusal is tried again with a back-off of at most 16 minutes; an Event older than this says nothing of now.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(20);

    public string Id => "pods-refused";

    public IEnumerable<Finding> Find(Situation situation)
    {
        var makers = situation.Workload is { Kind: "ReplicaSet" or "StatefulSet" or "DaemonSet" or "Job" } self ? situation.Makers.Append(self).DistinctBy(m => m.Uid) : situation.Makers;
        foreach (var maker in makers)
        {
            var failure = maker.Condition("ReplicaFailure");
            var refused = situation.EventOf(maker, e => e is { IsWarning: true, Reason: "FailedCreate" });
            if (failure.StringAt("status") == "True")
            {
                var condition = new Evidence(Timestamp.Parse(failure.StringAt("lastTransitionTime")), failure.StringAt("message") ?? "", $"{maker.Kind} condition ReplicaFailure");
                yield return Of(situation, maker, condition.Text, refused is null ? [condition] : [condition, refused.ToEvidence()]);
            }
            else if (refused is not null && situation.Now - refused.Last < Recent && Lacks(maker))
            {
                yield return Of(situation, maker, refused.Message, [refused.ToEvidence()]);
            }
        }
    }

    private static bool Lacks(KubeObject maker)
    {
        var status = maker.Status;
        return maker.Kind switch
        {
            "DaemonSet" => (status.Int64At("currentNumberScheduled") ?? 0) < (status.Int64At("desiredNumberScheduled") ?? 0),
            "Job" => (status.Int64At("active") ?? 0) + (status.Int64At("succeeded") ?? 0) < Math.Min(maker.Root.Int64At("spec", "parallelism") ?? 1, maker.Root.Int64At("spec", "completions") ?? 1),
            _ => Existing(maker) < (maker.Root.Int64At("spec", "replicas") ?? 1),
        };
    }

    private static long Existing(KubeObject maker) => maker.Root.Int64At("status", "replicas") ?? 0;

    private Finding Of(Situation situation, KubeObject maker, string message, IReadOnlyList<Evidence> evidence)
    {
        var refusal = Refusal.Of(message, situation.Scope);
        return new Finding
        {
            Cause = Id,
            Subjects = [Situation.SubjectOf(maker)],
            Summary = refusal.Words,
            Evidence = evidence,
            Waiting = "its controller tries again, ever more rarely (at most every 16m)",
            Remedy = refusal.Remedy,
            IsFinal = !refusal.MayPass && Existing(maker) == 0,
        };
    }
}
