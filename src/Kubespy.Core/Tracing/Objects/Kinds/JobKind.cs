using System.Globalization;
using Kubespy.Core.Findings;
using Kubespy.Core.Objects;

namespace Kubespy.Core.Tracing.Objects.Kinds;

/// <summary>A Job: how much of it is done, how many failures it still bears, and its Pods with how they ended.</summary>
public sealed class JobKind : IKindTrace
{
    private const string IndexLabel = "batch.kubernetes.io/job-completion-index";

    public string Group => "batch";

    public string Kind => "Job";

    public string ShortKind => "job";

    public IEnumerable<Need> Needs(KubeObject root, Known known) => Workload.Needs(root);

    public bool IsPart(KubeObject obj, TraceWorld world) => Workload.IsPod(obj, world);

    public KindState Calculate(KubeObject root, TraceWorld world)
    {
        var facts = new JobFacts(root);
        var pods = Workload.Pods(root, world).OrderBy(p => p.CreationTimestamp).ThenBy(p => p.Name, StringComparer.Ordinal).ToArray();

        // What it retries itself is not doomed before it gives up.
        var findings = Workload.Findings(root, facts.IsComplete ? [] : pods, world with { ToleratedRestarts = Math.Max(world.ToleratedRestarts, facts.BackoffLimit) });
        var (verdict, reason) = Judge(facts, pods, findings, world);
        return new KindState
        {
            Verdict = verdict,
            Reason = reason,
            Facts = [[.. Counts(facts)], [.. Terms(facts, world.Now)]],
            Sections = [new TraceSection("", "", [.. pods.Select(p => PodRow(p, facts, world))])],
            Findings = findings,
            Remedy = Remedy(root, facts, pods, findings),
            Reached = Workload.Reached(facts.IsComplete || (facts.Active > 0 && facts.Ready >= facts.Active), facts.IsComplete, pods),
        };
    }

    private static (Verdict Verdict, string Reason) Judge(JobFacts facts, KubeObject[] pods, IReadOnlyList<Finding> findings, TraceWorld world)
    {
        if (facts.IsComplete)
        {
            return (Verdict.Complete, facts.StartedAt is { } start && facts.CompletedAt is { } end ? $"in {HumanDuration.Format(end - start)}" : "");
        }

        if (facts.Failure is not null)
        {
            return (Verdict.Failed, facts.FailureText);
        }

        if (facts.IsSuspended)
        {
            return (Verdict.Paused, "suspended: it has no Pods until spec.suspend is false");
        }

        if (findings.FirstOrDefault(f => f.IsFinal) is { } doom)
        {
            return (Verdict.Stuck, doom.Summary);
        }

        var last = pods.LastOrDefault(p => PodView.Of(p).Phase == "Failed");
        var why = findings.Count > 0 ? findings[0].Summary : last is not null ? $"{last.Name} {PodRows.WordOf(PodState.Of(last), world.Now)}" : "";
        return (Verdict.Progressing, facts.Active > 0 ? why : why.Length > 0 ? $"tries again after a pause: {why}" : "its Pods are still to come");
    }

    private static IEnumerable<TraceFact> Counts(JobFacts facts)
    {
        yield return new TraceFact(facts.SucceededText, Health.Ready, IsCount: true);
        if (facts.Active > 0)
        {
            yield return new TraceFact(string.Create(CultureInfo.InvariantCulture, $"active {facts.Active} (ready {facts.Ready})"));
        }

        if (facts.Failed > 0)
        {
            var allowed = facts.BackoffLimitPerIndex is null ? string.Create(CultureInfo.InvariantCulture, $" of {facts.BackoffLimit} allowed") : "";
            yield return new TraceFact(string.Create(CultureInfo.InvariantCulture, $"failed {facts.Failed}{allowed}"), facts.IsComplete ? Health.Ready : facts.Failed > facts.BackoffLimit ? Health.Failing : Health.Coming, IsCount: true);
        }
    }

    private static IEnumerable<TraceFact> Terms(JobFacts facts, DateTimeOffset now)
    {
        if (facts.Parallelism != 1)
        {
            yield return new TraceFact(string.Create(CultureInfo.InvariantCulture, $"{facts.Parallelism} at once"));
        }

        if (facts.IsIndexed)
        {
            yield return new TraceFact("indexed");
        }

        if (facts.BackoffLimitPerIndex is { } limit)
        {
            yield return new TraceFact(string.Create(CultureInfo.InvariantCulture, $"failures allowed an index {limit}"));
        }

        if (!facts.IsOver && facts.Deadline is { } deadline)
        {
            yield return deadline > now
                ? new TraceFact($"given up in {HumanDuration.Format(deadline - now)}")
                : new TraceFact("its deadline is over", Health.Failing);
        }
    }

    private static TraceRow PodRow(KubeObject pod, JobFacts facts, TraceWorld world)
    {
        var row = PodRows.Of(pod, world);
        var index = facts.IsIndexed && pod.Label(IndexLabel) is { } i ? $", index {i}" : "";
        return row with { Word = row.Word + index };
    }

    private static string Remedy(KubeObject root, JobFacts facts, KubeObject[] pods, IReadOnlyList<Finding> findings) =>
        findings.Count > 0 ? findings[0].Remedy
        : facts.Failure is not null && pods.LastOrDefault(p => PodView.Of(p).Phase == "Failed") is { } pod ? $"kubectl logs {pod.Name}{Namespaces.ScopeOf(root.Namespace)}"
        : facts.IsSuspended ? $"kubectl patch job {root.Name}{Namespaces.ScopeOf(root.Namespace)} -p '{{\"spec\":{{\"suspend\":false}}}}'"
        : "";
}
