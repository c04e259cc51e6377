using Kubespy.Core.Explaining.History;
using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Tracing;
using Kubespy.Core.Tracing.Objects;

namespace Kubespy.Core.Explaining;

/// <summary>Explains one object from what is known around it. Pure.</summary>
public static class Explainer
{
    /// <exception cref="ArgumentException">The world has no root: what does not exist has no explanation.</exception>
    public static Explanation Explain(TraceWorld world)
    {
        var root = world.Root ?? throw new ArgumentException("it does not exist", nameof(world));
        var family = Family.Of(root, world.Store);
        var situation = family.SituationIn(world);
        var findings = Diagnosis.Of(situation);
        var standing = Standing.Of(root);
        var verdict = standing.Judge(root.Kind, findings);
        if (findings.Count == 0 && (standing.IsAsWanted || standing.Verdict == Verdict.Failed || !SecondOpinion.Knows(root)) && SecondOpinion.Ask(world) is { } opinion)
        {
            (verdict, findings) = opinion;
        }

        return new Explanation
        {
            Kind = root.Kind,
            ShortKind = ShortNames.Of(root.Kind),
            Name = root.Name,
            Namespace = root.Namespace,
            Now = world.Now,
            Verdict = verdict,
            IsWell = IsWell(verdict, findings) && !(findings.Count == 0 && standing.IsStalled(world.Now)),
            Since = Since(family, standing, verdict),
            Cause = IsUnknown(root, standing, findings) ? "kubespy has no rules for this kind, and its conditions tell of nothing wrong" : findings.Count == 0 && OwnWord(root) is { Length: > 0 } word ? word : Cause(standing, findings, world.Now),
            Serving = Serving.Of(family, standing),
            Counts = standing.Counts,
            Findings = findings,
            History = Chronicle.Of(family, situation.Pods, findings, world),
            Unknowable = Unknowable.Of(family, world),
        };
    }

    /// <summary>The Pods whose logs and nodes would tell more: few, those that are not well first.</summary>
    public static IReadOnlyList<KubeObject> Concerned(TraceWorld world, int most) =>
        world.Root is { } root ? [.. Family.Of(root, world.Store).SituationIn(world).Pods.Take(most)] : [];

    /// <summary>No rule can speak for it.</summary>
    private static bool IsUnknown(KubeObject root, Standing standing, IReadOnlyList<Finding> findings) =>
        findings.Count == 0 && standing.IsAsWanted && !SecondOpinion.Knows(root);

    /// <summary>What an object for which there are no rules says itself of why it is not ready.</summary>
    private static string OwnWord(KubeObject root) => !SecondOpinion.Knows(root) && ObjectWord.Of(root) is { Health: Health.Coming or Health.Failing, Detail.Length: > 0 } own ? $"{own.Word}: {own.Detail}" : "";

    internal static bool IsWell(Verdict verdict, IReadOnlyList<Finding> findings) =>
        findings.All(f => f.IsByDesign) && verdict is not (Verdict.Failed or Verdict.Stuck or Verdict.Unavailable);

    internal static string Cause(Standing standing, IReadOnlyList<Finding> findings, DateTimeOffset now) =>
        findings.Count > 0 ? findings[0].Summary
        : standing.IsStalled(now) ? $"no progress for {HumanDuration.Format(now - standing.LastProgress!.Value)}, and the cause is not known"
        : standing.Verdict switch
        {
            Verdict.Progressing => "under way, and nothing known holds it up",
            Verdict.Replacing => "not all of it is ready, and nothing known holds it up",
            Verdict.Terminating => "it is being deleted, within its time",
            _ => "",
        };

    /// <summary>A rollout that is stuck has been so since its newest revision came.</summary>
    internal static DateTimeOffset? Since(Family family, Standing standing, Verdict verdict) =>
        verdict is Verdict.Complete or Verdict.Ready ? null
        : verdict == Verdict.Stuck && family.Newest?.CreationTimestamp is { } made ? made
        : standing.Since ?? family.Pods.Where(p => PodView.Of(p) is { IsReady: false, IsTerminal: false }).Select(p => PodView.Of(p).ReadySince ?? p.CreationTimestamp).Min();
}
