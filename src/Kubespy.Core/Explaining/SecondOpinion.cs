using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Tracing;
using Kubespy.Core.Tracing.Objects;
using Kubespy.Core.Tracing.Objects.Kinds;

namespace Kubespy.Core.Explaining;

/// <summary>
/// What the trace of an object's kind makes of it: asked where no cause is found, so that what no rule knows (an Ingress that leads nowhere,
/// a node under pressure) is not called well.
/// </summary>
internal static class SecondOpinion
{
    private const int MostRows = 10;
    private const int MostDetails = 3;

    public static IEnumerable<Need> Needs(KubeObject root, Known known) => Of(root)?.Needs(root, known) ?? [];

    /// <summary>The verdict where that trace sees something wrong, and what it sees; null where it does not, or there is none.</summary>
    public static (Verdict Verdict, IReadOnlyList<Finding> Findings)? Ask(TraceWorld world) =>
        world.Root is { IsBeingDeleted: false } root && Of(root)?.Calculate(root, world) is { Verdict: Verdict.Unavailable or Verdict.Failed or Verdict.Stuck } state
            ? (state.Verdict, state.Findings.Count > 0 ? state.Findings : [FindingOf(root, state)])
            : null;

    private static Finding FindingOf(KubeObject root, KindState state) => new()
    {
        Cause = "status",
        Subjects = [Situation.SubjectOf(root)],
        Summary = state.Reason,
        Evidence = [.. state.Sections.SelectMany(s => s.Rows).Where(r => r.Health == Health.Failing).Take(MostRows).SelectMany(EvidenceOf)],
        Remedy = state.Remedy.Length > 0 ? state.Remedy : $"see all of it: kubespy trace {Situation.SubjectOf(root)}{Namespaces.ScopeOf(root.Namespace)}",
        IsFinal = false,
    };

    private static IEnumerable<Evidence> EvidenceOf(TraceRow row) =>
        row.Details.Take(MostDetails).Select(d => $"{row.Name}: {d}").Prepend($"{row.Name}: {row.Word}").Select(t => new Evidence(null, t, "its trace"));

    /// <summary>Whether there are rules for that kind at all.</summary>
    public static bool Knows(KubeObject root) => root.Kind == "Deployment" || KindTraces.Find(root.Gvk.Group, root.Kind) is not null;

    private static IKindTrace? Of(KubeObject root) => root.Kind == "Deployment" ? null : KindTraces.For(root.Gvk);
}
