using System.Globalization;
using Kubespy.Core.Objects;

namespace Kubespy.Core.Tracing.Objects.Kinds;

/// <summary>A ReplicaSet: as many Pods as it shall have, those that it released, and whose it is.</summary>
public sealed class ReplicaSetKind : IKindTrace
{
    public string Group => "apps";

    public string Kind => "ReplicaSet";

    public string ShortKind => "rs";

    public IEnumerable<Need> Needs(KubeObject root, Known known) => Workload.Needs(root);

    public bool IsPart(KubeObject obj, TraceWorld world) => Workload.IsPod(obj, world);

    public KindState Calculate(KubeObject root, TraceWorld world)
    {
        var pods = Workload.Pods(root, world);
        var released = Workload.Released(root, world);
        var findings = Workload.Findings(root, pods, world);
        var (wanted, actual) = (Workload.Replicas(root), Workload.Count(root, "replicas"));
        var (ready, available) = (Workload.Count(root, "readyReplicas"), Workload.Count(root, "availableReplicas"));
        var isComplete = !Workload.IsLagging(root) && actual == wanted && available == wanted;
        var (verdict, reason) = Workload.IsLagging(root) ? (Verdict.Progressing, Workload.Lagging)
            : isComplete ? (Verdict.Ready, wanted == 0 ? "scaled to 0" : "")
            : findings.Any(f => f.IsFinal) ? Workload.Lacking(available, wanted, pods, findings, world)
            : actual != wanted ? (Verdict.Scaling, string.Create(CultureInfo.InvariantCulture, $"{actual} → {wanted}{(findings.Count > 0 ? $": {findings[0].Summary}" : "")}"))
            : Workload.Lacking(available, wanted, pods, findings, world);
        List<TraceFact> owner = root.ControllerRef is { } controller
            ? [new TraceFact($"of {ShortNames.Of(controller.Kind)}/{controller.Name}{Revision(root)}, which decides how many")]
            : [];
        return new KindState
        {
            Verdict = verdict,
            Reason = reason,
            IsPassing = Workload.IsLagging(root),
            Facts = [[Workload.CountFact("available", available, wanted), Workload.CountFact("ready", ready, wanted), .. Workload.TerminatingFact(pods)], owner],
            Sections = released.Count == 0
                ? [new TraceSection("", "", [.. pods.Select(p => PodRows.Of(p, world))])]
                : [new TraceSection("", "", [.. pods.Select(p => PodRows.Of(p, world))]), Workload.ReleasedSection(released, world)],
            Findings = findings,
            Remedy = findings.Count > 0 ? findings[0].Remedy : "",
            Reached = Workload.Reached(!Workload.IsLagging(root) && available >= wanted, isComplete, pods),
        };
    }

    private static string Revision(KubeObject root) => DeploymentRevision.Of(root) is > 0 and var revision ? string.Create(CultureInfo.InvariantCulture, $", revision {revision}") : "";
}
