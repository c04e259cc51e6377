using System.Globalization;
using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing.Objects.Kinds;

/// <summary>
/// A StatefulSet: its Pods by ordinal, those that are still to come with what they wait for, which revision each has, and its claims
/// (pkg/controller/statefulset; complete as kubectl rollout status has it).
/// </summary>
public sealed class StatefulSetKind : IKindTrace
{
    public string Group => "apps";

    public string Kind => "StatefulSet";

    public string ShortKind => "sts";

    public IEnumerable<Need> Needs(KubeObject root, Known known)
    {
        var needs = Workload.Needs(root).Concat(Workload.RevisionNeeds(root));
        if (root.Spec.ListAt("volumeClaimTemplates").Count > 0 && Workload.Selector(root).ToString() is { Length: > 0 } selector)
        {
            needs = needs.Append(Need.Of("v1", "persistentvolumeclaims", "PersistentVolumeClaim", root.Namespace) with { LabelSelector = selector });
        }

        return root.Spec.StringAt("serviceName") is { Length: > 0 } service
            ? needs.Append(Need.Named(new GroupVersionResource("", "v1", "services"), "Service", root.Namespace, service))
            : needs;
    }

    public bool IsPart(KubeObject obj, TraceWorld world) =>
        Workload.IsPod(obj, world) || (obj.Kind == "PersistentVolumeClaim" && world.Root is { } root && StatefulSetRows.IsClaimOf(root, obj));

    public KindState Calculate(KubeObject root, TraceWorld world)
    {
        var facts = new StatefulSetFacts(root, world);
        var findings = Workload.Findings(root, facts.Pods, world);
        var (verdict, reason) = Judge(facts, findings);
        return new KindState
        {
            Verdict = verdict,
            Reason = reason,
            IsPassing = Workload.IsLagging(root),
            Facts = [[.. Counts(facts)], [.. Policy(facts)]],
            Sections = [.. StatefulSetRows.Sections(facts)],
            Findings = findings,
            Remedy = findings.Count > 0 ? findings[0].Remedy : "",
            Reached = Workload.Reached(!facts.IsLagging && facts.Ready >= facts.Wanted, facts.IsComplete, facts.Pods),
        };
    }

    private static (Verdict Verdict, string Reason) Judge(StatefulSetFacts facts, IReadOnlyList<Finding> findings)
    {
        if (facts.IsLagging)
        {
            return (Verdict.Progressing, Workload.Lagging);
        }

        var rollout = facts.IsRollingOut ? $"revision {facts.CurrentHash} → {facts.UpdateHash}" : "";
        if (facts.IsComplete)
        {
            return facts switch
            {
                { IsOnDelete: true, IsRollingOut: true } => (Verdict.Complete, $"{rollout}: OnDelete, a Pod gets it when it is deleted"),
                { Partition: > 0, IsRollingOut: true } => (Verdict.Complete, string.Create(CultureInfo.InvariantCulture, $"{rollout} down to ordinal {facts.Partition}, the partition")),
                { Wanted: 0 } => (Verdict.Complete, "scaled to 0"),
                _ => (Verdict.Complete, ""),
            };
        }

        if (findings.Any(f => f.IsFinal))
        {
            return Workload.Lacking(facts.Ready, facts.Wanted, facts.Pods, findings, facts.World);
        }

        return rollout.Length > 0 ? (Verdict.Progressing, findings.Count > 0 ? $"{rollout}: {findings[0].Summary}" : rollout)
            : facts.Actual != facts.Wanted && (facts.Ready > 0 || findings.Count == 0) ? (Verdict.Scaling, string.Create(CultureInfo.InvariantCulture, $"{facts.Actual} → {facts.Wanted}{(findings.Count > 0 ? $": {findings[0].Summary}" : "")}"))
            : Workload.Lacking(facts.Ready, facts.Wanted, facts.Pods, findings, facts.World);
    }

    private static IEnumerable<TraceFact> Counts(StatefulSetFacts facts) =>
        [Workload.CountFact("ready", facts.Ready, facts.Wanted), Workload.CountFact("updated", facts.Updated, facts.Wanted - facts.Partition), .. Workload.TerminatingFact(facts.Pods)];

    private static IEnumerable<TraceFact> Policy(StatefulSetFacts facts)
    {
        yield return new TraceFact(facts.IsParallel ? "Parallel: Pods are made and removed at once" : "OrderedReady: one at a time, in order");
        if (facts.IsOnDelete)
        {
            yield return new TraceFact("OnDelete");
        }

        if (facts.Partition > 0)
        {
            yield return new TraceFact(string.Create(CultureInfo.InvariantCulture, $"partition {facts.Partition}"));
        }

        if (facts.Service is { Length: > 0 } service && facts.World.Store.Find("Service", facts.Root.Namespace, service) is null && !facts.World.Forbidden.Contains("services"))
        {
            yield return new TraceFact($"Service {service} does not exist: its Pods have no names in DNS", Health.Coming);
        }
    }
}
