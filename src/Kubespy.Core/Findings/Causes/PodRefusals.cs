using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Findings.Causes;

/// <summary>
/// The Pods that the API server refuses to a maker: a ReplicaSet says so by its condition ReplicaFailure, any maker by FailedCreate Events.
/// </summary>
internal static class PodRefusals
{
    /// <summary>A refusal is tried again with a back-off of at most 16 minutes; an Event older than this says nothing of now.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(20);

    /// <summary>Those of that cause.</summary>
    public static IEnumerable<Finding> Of(Situation situation, string cause)
    {
        var makers = situation.Workload is { Kind: "ReplicaSet" or "StatefulSet" or "DaemonSet" or "Job" } self ? situation.Makers.Append(self).DistinctBy(m => m.Uid) : situation.Makers;
        foreach (var maker in makers)
        {
            var failure = maker.Condition("ReplicaFailure");
            var refused = situation.EventOf(maker, e => e is { IsWarning: true, Reason: "FailedCreate" });
            Finding? finding = null;
            if (failure.StringAt("status") == "True")
            {
                var condition = new Evidence(Timestamp.Parse(failure.StringAt("lastTransitionTime")), failure.StringAt("message") ?? "", $"{maker.Kind} condition ReplicaFailure");
                finding = Of(situation, maker, condition.Text, refused is null ? [condition] : [condition, refused.ToEvidence()]);
            }
            else if (refused is not null && situation.Now - refused.Last < Recent && Lacks(maker))
            {
                finding = Of(situation, maker, refused.Message, [refused.ToEvidence()]);
            }

            if (finding?.Cause == cause)
            {
                yield return finding;
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

    private static Finding Of(Situation situation, KubeObject maker, string message, IReadOnlyList<Evidence> evidence)
    {
        var refusal = Refusal.Of(message, situation.Scope);
        return new Finding
        {
            Cause = refusal.Cause,
            Subjects = [Situation.SubjectOf(maker)],
            Summary = refusal.Words,
            Evidence = evidence,
            Waiting = "its controller tries again, ever more rarely (at most every 16m)",
            Remedy = refusal.Remedy,
            IsFinal = !refusal.MayPass && Existing(maker) == 0,
        };
    }
}
