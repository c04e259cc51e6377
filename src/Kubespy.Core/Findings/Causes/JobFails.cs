using Kubespy.Core.Objects;
using Kubespy.Core.Tracing.Objects.Kinds;
using Kubespy.Core.Values;
using static System.FormattableString;

namespace Kubespy.Core.Findings.Causes;

/// <summary>A Job was given up (batch/v1 conditions Failed and FailureTarget; pkg/controller/job): too many failures, its deadline, a policy: docs/causes/job-failed.md.</summary>
public sealed class JobFails : ICause
{
    public string Id => "job-failed";

    public IEnumerable<Finding> Find(Situation situation)
    {
        var jobs = situation.Workload is { Kind: "Job" } self ? situation.Makers.Append(self).DistinctBy(j => j.Uid) : situation.Makers;
        foreach (var job in jobs.Where(j => j is { Kind: "Job", IsBeingDeleted: false }))
        {
            var facts = new JobFacts(job);
            if (facts.Failure is { } failure)
            {
                yield return Of(situation, job, facts, failure);
            }
        }
    }

    private Finding Of(Situation situation, KubeObject job, JobFacts facts, Value failure)
    {
        var reason = failure.StringAt("reason") ?? "";
        var again = $"a Job that has failed does not start again: kubectl delete job {job.Name}{situation.Scope}, and create it anew";
        var logs = $"kubectl logs job/{job.Name}{situation.Scope}";
        var (words, remedy) = reason switch
        {
            "DeadlineExceeded" => (Invariant($"ran longer than its deadline, activeDeadlineSeconds {job.Root.Int64At("spec", "activeDeadlineSeconds") ?? 0}"), $"raise spec.activeDeadlineSeconds, or see what takes it so long; {again}"),
            "BackoffLimitExceeded" => (Invariant($"given up after {facts.Failed} failed Pods (backoffLimit {facts.BackoffLimit})"), $"see why they fail: {logs}; {again}"),
            "PodFailurePolicy" => ($"given up by its podFailurePolicy: {failure.StringAt("message")}", $"see why the Pod fails: {logs}; {again}"),
            "FailedIndexes" or "MaxFailedIndexesExceeded" => ($"index {job.Status.StringAt("failedIndexes") ?? "unknown"} failed too often (backoffLimitPerIndex {facts.BackoffLimitPerIndex})", $"see why: {logs}; {again}"),
            _ => (facts.FailureText, $"see why: {logs}; {again}"),
        };
        return new Finding
        {
            Cause = Id,
            Subjects = [Situation.SubjectOf(job)],
            Summary = words,
            Evidence = [new Evidence(Timestamp.Parse(failure.StringAt("lastTransitionTime")), facts.FailureText, $"Job condition {failure.StringAt("type")}")],
            Remedy = remedy,
            IsFinal = true,
            // Why its Pods fail is nearer to the root; past the deadline they are gone, however they were.
            IsSymptom = reason != "DeadlineExceeded",
        };
    }
}
