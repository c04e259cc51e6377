using System.Globalization;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing.Objects.Kinds;

/// <summary>A DaemonSet: a Pod for each node that it shall run on, by node, and why other nodes have none (complete as kubectl rollout status has it).</summary>
public sealed class DaemonSetKind : IKindTrace
{
    public string Group => "apps";

    public string Kind => "DaemonSet";

    public string ShortKind => "ds";

    public IEnumerable<Need> Needs(KubeObject root, Known known) =>
        [.. Workload.Needs(root).Select(n => n.Kind == "Pod" ? n with { Projection = TracedFields.DaemonPod } : n), .. Workload.RevisionNeeds(root), Need.Of("v1", "nodes", "Node", "", TracedFields.NodeFit)];

    public bool IsPart(KubeObject obj, TraceWorld world) => Workload.IsPod(obj, world);

    public KindState Calculate(KubeObject root, TraceWorld world)
    {
        var pods = Workload.Pods(root, world);
        var findings = Workload.Findings(root, pods, world);
        var (wanted, current) = (Workload.Count(root, "desiredNumberScheduled"), Workload.Count(root, "currentNumberScheduled"));
        var (updated, ready, available) = (Workload.Count(root, "updatedNumberScheduled"), Workload.Count(root, "numberReady"), Workload.Count(root, "numberAvailable"));
        var isOnDelete = root.Root.StringAt("spec", "updateStrategy", "type") == "OnDelete";
        var isLagging = Workload.IsLagging(root);
        var isComplete = !isLagging && (isOnDelete || updated >= wanted) && available >= wanted;
        var (verdict, reason) = isLagging ? (Verdict.Progressing, Workload.Lagging)
            : isComplete ? (Verdict.Complete, wanted == 0 ? "no node is one for it" : isOnDelete && updated < wanted ? "OnDelete: a Pod gets the newest revision when it is deleted" : "")
            : findings.Any(f => f.IsFinal) || updated >= wanted ? Workload.Lacking(available, wanted, pods, findings, world)
            : (Verdict.Progressing, string.Create(CultureInfo.InvariantCulture, $"rolls out: {updated} of {wanted} Pods updated"));
        return new KindState
        {
            Verdict = verdict,
            Reason = reason,
            IsPassing = Workload.IsLagging(root),
            Facts = [[.. Counts(root, wanted, current, updated, ready, available), .. Workload.TerminatingFact(pods)]],
            Sections = [.. Sections(root, pods, world)],
            Findings = findings,
            Remedy = findings.Count > 0 ? findings[0].Remedy : "",
            Reached = Workload.Reached(!isLagging && ready >= wanted, isComplete, pods),
        };
    }

    private static IEnumerable<TraceFact> Counts(KubeObject root, long wanted, long current, long updated, long ready, long available)
    {
        yield return Workload.CountFact("available", available, wanted);
        yield return Workload.CountFact("ready", ready, wanted);
        yield return Workload.CountFact("updated", updated, wanted);
        if (current < wanted)
        {
            yield return Workload.CountFact("scheduled", current, wanted);
        }

        if (Workload.Count(root, "numberMisscheduled") is > 0 and var misscheduled)
        {
            yield return new TraceFact(string.Create(CultureInfo.InvariantCulture, $"on a node not for it {misscheduled}"), Health.Coming);
        }
    }

    private static IEnumerable<TraceSection> Sections(KubeObject root, IReadOnlyList<KubeObject> pods, TraceWorld world)
    {
        var newest = world.Store.OwnedBy(root.Uid).Where(r => r.Kind == "ControllerRevision").MaxBy(r => r.Root.Int64At("revision") ?? 0)?.Label(Workload.RevisionLabel);
        yield return new TraceSection("", "", [.. pods.OrderBy(p => PodView.Of(p).NodeName, StringComparer.Ordinal).ThenBy(p => p.Name, StringComparer.Ordinal).Select(p => PodRow(p, newest, world))]);
        var used = pods.Select(p => NodeOf(p)).ToHashSet(StringComparer.Ordinal);
        var others = world.Store.OfKind("Node").Where(n => !used.Contains(n.Name)).OrderBy(n => n.Name, StringComparer.Ordinal).Select(n => NodeRow(root, n)).ToArray();
        if (others.Length > 0)
        {
            yield return new TraceSection("nodes without a Pod", "", others);
        }
    }

    private static TraceRow PodRow(KubeObject pod, string? newest, TraceWorld world)
    {
        var row = PodRows.Of(pod, world);
        var isOld = newest is not null && pod.Label(Workload.RevisionLabel) is { } has && has != newest && !pod.IsBeingDeleted;
        return row with { Word = row.Word + (isOld ? ", old revision" : ""), Where = NodeOf(pod) };
    }

    /// <summary>Before it is bound, its affinity names the node that it is meant for (pkg/controller/daemon/util).</summary>
    private static string NodeOf(KubeObject pod) => PodView.Of(pod).NodeName is { Length: > 0 } node
        ? node
        : pod.Root.ListAt("spec", "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms")
            .SelectMany(t => t.ListAt("matchFields")).SelectMany(f => f.ListAt("values")).Select(v => v.AsString() ?? "").FirstOrDefault() ?? "";

    private static TraceRow NodeRow(KubeObject root, KubeObject node)
    {
        var reason = NodeFit.WhyNot(root.Root.MapAt("spec", "template", "spec") ?? MapValue.Empty, node);
        return TraceRow.Of(node.Name, reason.Length > 0 ? Health.Aside : Health.Coming, reason.Length > 0 ? reason : "no Pod yet");
    }
}
