using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Tracing;
using Kubespy.Core.Tracing.Objects;
using Kubespy.Core.Tracing.Objects.Kinds;

namespace Kubespy.Core.Explaining;

/// <summary>How an object stands and what is wrong with it: as its trace has it, so that both say the same of the same.</summary>
internal static class Judgement
{
    private const int MostRows = 10;
    private const int MostDetails = 3;

    /// <summary>What its trace would read.</summary>
    public static IEnumerable<Need> Needs(KubeObject root, Known known) => KindTraces.IsDeployment(root) ? [] : KindTraces.For(root.Gvk).Needs(root, known);

    /// <summary>Whether there are rules for that kind at all.</summary>
    public static bool Knows(KubeObject root) => KindTraces.IsDeployment(root) || KindTraces.Find(root.Gvk.Group, root.Kind) is not null;

    /// <summary>What is wrong for no cause that has a rule is a finding nevertheless.</summary>
    public static KindState Of(KubeObject root, TraceWorld world)
    {
        var state = KindTraces.StateOf(root, world with { Root = root });
        return state.Findings.Count == 0 && state.Verdict is Verdict.Unavailable or Verdict.Failed or Verdict.Stuck && state.Reason.Length > 0
            ? state with { Findings = [FindingOf(root, state)] }
            : state;
    }

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
}
