using Kubespy.Core.Explaining.History;
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
        var state = Judgement.Of(root, world);
        var standing = Standing.Of(root);
        return new Explanation
        {
            Kind = root.Kind,
            ShortKind = ShortNames.Of(root.Kind),
            Name = root.Name,
            Namespace = root.Namespace,
            Now = world.Now,
            Verdict = state.Verdict,
            IsWell = IsWell(state, standing, world.Now),
            Since = Since(family, standing, state.Verdict),
            Cause = Cause(root, state, standing, world.Now),
            Serving = Serving.Of(family, standing),
            Counts = standing.Counts,
            Findings = state.Findings,
            History = Chronicle.Of(family, family.UnwellAt(world.Now), state.Findings, world),
            Unknowable = Unknowable.Of(family, world),
        };
    }

    /// <summary>The Pods whose logs and nodes would tell more: few, those that are not well first.</summary>
    public static IReadOnlyList<KubeObject> Concerned(TraceWorld world, int most) =>
        world.Root is { } root ? [.. Family.Of(root, world.Store).UnwellAt(world.Now).Take(most)] : [];

    /// <summary>Nobody is needed.</summary>
    internal static bool IsWell(KindState state, Standing standing, DateTimeOffset now) =>
        state.Findings.All(f => f.IsByDesign) && state.Verdict is not (Verdict.Failed or Verdict.Stuck or Verdict.Unavailable)
        && !(state.Findings.Count == 0 && IsStalled(state, standing, now));

    /// <summary>A rollout that is stuck has been so since its newest revision came.</summary>
    internal static DateTimeOffset? Since(Family family, Standing standing, Verdict verdict) =>
        verdict is Verdict.Complete or Verdict.Ready ? null
        : verdict == Verdict.Stuck && family.Newest?.CreationTimestamp is { } made ? made
        : standing.Since ?? family.Pods.Where(p => PodView.Of(p) is { IsReady: false, IsTerminal: false }).Select(p => PodView.Of(p).ReadySince ?? p.CreationTimestamp).Min();

    private static bool IsStalled(KindState state, Standing standing, DateTimeOffset now) =>
        state.Verdict is Verdict.Progressing or Verdict.Replacing or Verdict.Scaling && standing.IsStalled(now);

    private static string Cause(KubeObject root, KindState state, Standing standing, DateTimeOffset now) =>
        state.Findings.Count > 0 ? state.Findings[0].Summary
        : IsStalled(state, standing, now) ? $"no progress for {HumanDuration.Format(now - standing.LastProgress!.Value)}, and the cause is not known"
        : state.Verdict switch
        {
            Verdict.Terminating => "it is being deleted, within its time",
            Verdict.Progressing or Verdict.Scaling when standing.Wanted >= 0 => "under way, and nothing known holds it up",
            Verdict.Replacing => "not all of it is ready, and nothing known holds it up",
            Verdict.Complete => "",
            Verdict.Ready when !Judgement.Knows(root) && state.Reason.Length == 0 => "kubespy has no rules for this kind, and nothing it says or owns is wrong",
            Verdict.Ready when root.Kind == "Pod" => "",
            _ => state.Reason,
        };
}
