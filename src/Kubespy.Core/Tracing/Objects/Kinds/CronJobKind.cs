using System.Globalization;
using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing.Objects.Kinds;

/// <summary>A CronJob: its schedule, the runs that its history keeps, those that are active with their Pods, and why a run was not started.</summary>
public sealed class CronJobKind : IKindTrace
{
    private const int MostRuns = 5;

    public string Group => "batch";

    public string Kind => "CronJob";

    public string ShortKind => "cj";

    public IEnumerable<Need> Needs(KubeObject root, Known known)
    {
        yield return Need.EventsAbout(root);
        yield return Need.Warnings(root.Namespace);

        // No label tells whose a Job is: its owner reference alone does.
        yield return Need.Of("batch/v1", "jobs", "Job", root.Namespace, TracedFields.Job) with { LeadsOn = true };
        foreach (var job in Runs(root, known.Store.OwnedBy(root.Uid)).Take(MostRuns))
        {
            foreach (var pods in Need.Pods(root.Namespace, Workload.Selector(job)))
            {
                yield return pods;
            }
        }
    }

    public bool IsPart(KubeObject obj, TraceWorld world) => world.Root is { } root
        && (obj.ControllerRef?.Uid == root.Uid || (obj.Kind == "Pod" && obj.ControllerRef is { } job && world.Store.Get(job.Uid)?.ControllerRef?.Uid == root.Uid));

    public KindState Calculate(KubeObject root, TraceWorld world)
    {
        var runs = Runs(root, world.Store.OwnedBy(root.Uid)).ToArray();
        var pods = runs.SelectMany(r => Workload.Pods(r, world)).ToArray();

        // The newest run counts; what an older one suffered is history.
        KubeObject[] newest = runs is [var run, ..] && !new JobFacts(run).IsComplete ? [run] : [];
        var findings = Diagnosis.Of(world.SituationOf(root, newest, newest.SelectMany(r => Workload.Pods(r, world))));
        var (verdict, reason) = Judge(root, runs, world);
        var isDone = verdict == Verdict.Ready && runs.Length > 0 && new JobFacts(runs[0]).IsComplete;
        return new KindState
        {
            Verdict = verdict,
            Reason = reason,
            Facts = [[.. Schedule(root)], [.. Past(root, runs, world.Now)]],
            Sections = [new TraceSection("", "", [.. Troubles(root, world), .. runs.Take(MostRuns).SelectMany(r => RunRows(r, world))])],
            Findings = findings,
            Remedy = verdict == Verdict.Paused ? $"kubectl patch cronjob {root.Name}{Namespaces.ScopeOf(root.Namespace)} -p '{{\"spec\":{{\"suspend\":false}}}}'"
                : findings.Count > 0 ? findings[0].Remedy : "",
            Reached = Workload.Reached(verdict is Verdict.Ready or Verdict.Progressing, isDone, pods),
        };
    }

    private static IEnumerable<KubeObject> Runs(KubeObject root, IEnumerable<KubeObject> owned) =>
        owned.Where(o => o.Kind == "Job" && o.ControllerRef?.Uid == root.Uid).OrderByDescending(j => j.CreationTimestamp).ThenByDescending(j => j.Name, StringComparer.Ordinal);

    private static (Verdict Verdict, string Reason) Judge(KubeObject root, KubeObject[] runs, TraceWorld world)
    {
        if (root.Root.BoolAt("spec", "suspend") == true)
        {
            return (Verdict.Paused, "suspended: no run is started");
        }

        if (Troubles(root, world).FirstOrDefault(t => t.Health == Health.Failing) is { } trouble)
        {
            return (Verdict.Unavailable, $"{trouble.Name}: {trouble.Word}");
        }

        var last = runs.Length == 0 ? null : new JobFacts(runs[0]);
        return last is null ? (Verdict.Ready, "no run yet")
            : last.Failure is not null ? (Verdict.Unavailable, $"the last run failed: {last.FailureText}")
            : last.IsOver ? (Verdict.Ready, "")
            : (Verdict.Progressing, $"{runs[0].Name} runs");
    }

    private static IEnumerable<TraceFact> Schedule(KubeObject root)
    {
        var zone = root.Root.StringAt("spec", "timeZone") ?? "";
        yield return new TraceFact($"schedule {root.Root.StringAt("spec", "schedule")}{(zone.Length > 0 ? $" {zone}" : "")}");
        var policy = root.Root.StringAt("spec", "concurrencyPolicy") ?? "Allow";
        yield return new TraceFact(policy switch
        {
            "Forbid" => "Forbid: skipped while one runs",
            "Replace" => "Replace: ends the one that runs",
            _ => "Allow: runs may overlap",
        });
    }

    private static IEnumerable<TraceFact> Past(KubeObject root, KubeObject[] runs, DateTimeOffset now)
    {
        yield return new TraceFact(string.Create(CultureInfo.InvariantCulture, $"active {runs.Count(r => !new JobFacts(r).IsOver)}"), Health.Ready, IsCount: true);
        foreach (var (field, word) in (IEnumerable<(string, string)>)[("lastScheduleTime", "last scheduled"), ("lastSuccessfulTime", "last success")])
        {
            if (Timestamp.Parse(root.Root.StringAt("status", field)) is { } time)
            {
                yield return new TraceFact($"{word} {HumanDuration.Format(now - time)} ago");
            }
        }
    }

    /// <summary>Runs that were not started, as its Events tell.</summary>
    private static IEnumerable<TraceRow> Troubles(KubeObject root, TraceWorld world) =>
        EventText.Warnings(world, root.Uid, 3).Select(e => TraceRow.Of(EventText.Reason(e), EventText.Reason(e) is "UnparseableSchedule" or "InvalidSchedule" or "UnknownTimeZone" or "FailedCreate" ? Health.Failing : Health.Coming, e.Root.StringAt("message") ?? ""));

    private static IEnumerable<TraceRow> RunRows(KubeObject job, TraceWorld world)
    {
        var facts = new JobFacts(job);
        yield return new TraceRow
        {
            Key = job.Uid,
            Name = job.Name,
            Health = facts.IsComplete ? Health.Leaving : facts.Failure is not null ? Health.Failing : Health.Coming,
            Word = facts.IsComplete ? $"Complete{(facts.StartedAt is { } start && facts.CompletedAt is { } end ? $" in {HumanDuration.Format(end - start)}" : "")}"
                : facts.Failure is not null ? "Failed" : $"runs, {facts.SucceededText}",
            Details = facts.Failure is not null ? [facts.FailureText] : [],
            CreatedAt = job.CreationTimestamp,
        };
        foreach (var pod in Workload.Pods(job, world).Where(p => !facts.IsComplete || !PodView.Of(p).IsTerminal))
        {
            yield return PodRows.Of(pod, world, depth: 1);
        }
    }
}
