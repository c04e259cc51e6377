using Kubespy.Core.Findings.Causes;

namespace Kubespy.Core.Findings;

/// <summary>All causes, asked in turn.</summary>
public static class Diagnosis
{
    /// <summary>
    /// What is nearest to the root first: of a subject that one has explained, those after it say nothing more. A Pod whose node is
    /// lost is not also failing its probe.
    /// </summary>
    public static readonly IReadOnlyList<ICause> Causes =
    [
        new RollbackNeedsDeletion(),
        new ServiceAccountMissing(),
        new WebhookRefuses(),
        new PodsCannotBeCreated(),
        new Preempted(),
        new TerminatingDoesNotEnd(),
        new NodeLost(),
        new NodeUnderPressure(),
        new StorageLimit(),
        new UserNotAllowed(),
        new ConfigurationMissing(),
        new VolumeInUse(),
        new VolumeDoesNotMount(),
        new SandboxFails(),
        new Unschedulable(),
        new ImageCannotBePulled(),
        new OutOfMemory(),
        new HookFails(),
        new ImageArchitecture(),
        new CommandNotFound(),
        new ProbeFails(),
        new InitContainerFails(),
        new CrashLoop(),
        new ServiceSelectsNothing(),
        new ServicePortUnknown(),
        new LoadBalancerPending(),
        new IngressLeadsNowhere(),
        new AutoscalerCannotScale(),
        new JobFails(),
        new CronJobDoesNotRun(),
        new DaemonSetNodes(),
        new NodeCordoned(),
        new BudgetForbids(),
        new RolloutCannotProceed(),
    ];

    /// <summary>
    /// What is wrong: first what no waiting ends; each cause once, with all whom it hits; what follows from another finding is left out;
    /// what is meant to be so comes last.
    /// </summary>
    public static IReadOnlyList<Finding> Of(Situation situation)
    {
        var found = new List<Finding>();
        var explained = new Explained();
        foreach (var cause in Causes)
        {
            // What one cause finds does not explain what else it finds.
            Finding[] news = [.. cause.Find(situation).Where(f => !explained.Covers(f))];
            found.AddRange(news);
            explained.Add(news);
        }

        var hasRoot = found.Any(f => !f.IsSymptom && !f.IsByDesign);
        return
        [
            .. found.Where(f => !f.IsSymptom || !hasRoot)
                .GroupBy(f => (f.Cause, f.Summary))
                .Select(Merge)
                .OrderBy(f => f.IsByDesign)
                .ThenByDescending(f => f.IsFinal),
        ];
    }

    private static Finding Merge(IGrouping<(string Cause, string Summary), Finding> same)
    {
        var first = same.First();
        return same.Skip(1).Any()
            ? first with { Subjects = [.. same.SelectMany(f => f.Subjects).Distinct(StringComparer.Ordinal)], IsFinal = same.Any(f => f.IsFinal) }
            : first;
    }
}
