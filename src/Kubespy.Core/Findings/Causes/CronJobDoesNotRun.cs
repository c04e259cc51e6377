using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Findings.Causes;

/// <summary>A CronJob starts no run: it is suspended, its schedule is not understood, runs were missed, or one that still runs holds the next (pkg/controller/cronjob): docs/causes/schedule.md.</summary>
public sealed class CronJobDoesNotRun : ICause
{
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(10);

    public string Id => "schedule";

    public IEnumerable<Finding> Find(Situation situation)
    {
        if (situation.Workload is not { Kind: "CronJob", IsBeingDeleted: false } cron)
        {
            yield break;
        }

        if (cron.Root.BoolAt("spec", "suspend") == true)
        {
            yield return Finding.Of(Id, situation, "suspended: no run is started", [new Evidence(null, "spec.suspend is true", "CronJob spec")], $"kubectl patch cronjob {cron.Name}{situation.Scope} -p '{{\"spec\":{{\"suspend\":false}}}}'") with { IsByDesign = true };
            yield break;
        }

        if (Told(situation, cron, "UnparseableSchedule", "InvalidSchedule", "UnParseableCronJobSchedule", "UnknownTimeZone") is { } broken)
        {
            var field = broken.Reason == "UnknownTimeZone" ? "timeZone" : "schedule";
            yield return Finding.Of(Id, situation, $"no run is started: its {field} {cron.Root.StringAt("spec", field)} is not understood", [broken.ToEvidence()], $"correct spec.{field}") with { IsFinal = true };
        }
        else if (cron.Status.ListAt("active").Select(a => a.StringAt("name")).OfType<string>().ToArray() is { Length: > 0 } active && Told(situation, cron, "JobAlreadyActive") is { } held)
        {
            yield return Finding.Of(
                Id,
                situation,
                $"runs are skipped while {active[0]} still runs (concurrencyPolicy Forbid)",
                [held.ToEvidence(), .. situation.Makers.Where(m => m.Kind == "Job").Select(m => new Evidence(m.CreationTimestamp, $"{m.Name} was started {HumanDuration.Format(situation.Now - (m.CreationTimestamp ?? situation.Now))} ago", "Job metadata"))],
                $"see why it does not end: kubespy why job/{active[0]}{situation.Scope}; or bound it with activeDeadlineSeconds");
        }
        else if (Told(situation, cron, "TooManyMissedTimes", "MissSchedule") is { } missed)
        {
            yield return Finding.Of(Id, situation, missed.Reason == "MissSchedule" ? "a run was missed: it could not start within startingDeadlineSeconds" : "too many runs were missed", [missed.ToEvidence()], "see whether kube-controller-manager ran then; set, or raise, spec.startingDeadlineSeconds");
        }
    }

    private static ObservedEvent? Told(Situation situation, KubeObject cron, params string[] reasons) =>
        situation.EventOf(cron, e => reasons.Contains(e.Reason) && situation.Now - e.Last < Recent);
}
