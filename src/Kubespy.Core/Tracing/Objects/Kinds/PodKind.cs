using System.Globalization;
using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing.Objects.Kinds;

/// <summary>A Pod: its containers (init and sidecar ones in their order), its volumes, its conditions, and why it does not come up.</summary>
public sealed class PodKind : IKindTrace
{
    public string Group => "";

    public string Kind => "Pod";

    public string ShortKind => "pod";

    public IEnumerable<Need> Needs(KubeObject root, Known known)
    {
        yield return Need.EventsAbout(root);
        foreach (var (_, claim) in PodVolumes.Claims(root))
        {
            yield return Need.Named(new GroupVersionResource("", "v1", "persistentvolumeclaims"), "PersistentVolumeClaim", root.Namespace, claim);
        }

        if (PodView.Of(root).NodeName is { Length: > 0 } node)
        {
            yield return Need.Named(new GroupVersionResource("", "v1", "nodes"), "Node", "", node) with { Projection = TracedFields.NodeState };
        }
    }

    public bool IsPart(KubeObject obj, TraceWorld world) => false;

    public KindState Calculate(KubeObject root, TraceWorld world)
    {
        var state = PodState.Of(root);
        var view = PodView.Of(root);
        var findings = view.Phase == "Succeeded" ? [] : Diagnosis.Of(world.SituationOf(root, [], [root]));
        var (verdict, reason) = Judge(root, state, view, findings, world);
        var isReady = view.IsReady && !root.IsBeingDeleted;
        var runsOn = root.Root.StringAt("spec", "restartPolicy") is null or "Always";
        return new KindState
        {
            Verdict = verdict,
            Reason = reason,
            Facts = [[.. Facts(root, view)], [.. Place(root, world)]],
            Sections = [.. Sections(root, world)],
            Findings = findings,
            Remedy = findings.Count > 0 ? findings[0].Remedy : "",
            Reached = Workload.Reached(isReady, runsOn ? isReady : view.Phase == "Succeeded", [root]),
        };
    }

    private static (Verdict Verdict, string Reason) Judge(KubeObject root, PodState state, PodView view, IReadOnlyList<Finding> findings, TraceWorld world)
    {
        if (root.IsBeingDeleted)
        {
            return (Verdict.Terminating, Leaving(root, state, world));
        }

        if (view.Phase is "Succeeded" or "Failed")
        {
            return view.Phase == "Succeeded" ? (Verdict.Complete, "all containers ended with exit code 0") : (Verdict.Failed, Ended(state));
        }

        if (view.IsReady)
        {
            return (Verdict.Ready, state.Restarts > 0 ? $"after {PodRows.Counted(state.Restarts, "restart")}" : "");
        }

        if (findings.FirstOrDefault(f => f.IsFinal) is { } doom)
        {
            return (Verdict.Stuck, doom.Summary);
        }

        var why = findings.Count > 0 ? findings[0].Summary : string.Join(": ", new[] { PodRows.WordOf(state, world.Now), state.Detail }.Where(t => t.Length > 0));
        return (state.Health == Health.Failing || findings.Count > 0 ? Verdict.Unavailable : Verdict.Progressing, why);
    }

    /// <summary>What keeps it: its grace period, a finalizer, or a node that does not answer.</summary>
    private static string Leaving(KubeObject root, PodState state, TraceWorld world)
    {
        var finalizers = string.Join(", ", root.Finalizers);
        var node = world.Store.Find("Node", "", state.Node);
        return node is not null && node.Condition("Ready").StringAt("status") != "True" ? $"{state.Node} is not Ready: its kubelet does not confirm the end"
            : state.IsTerminal && finalizers.Length > 0 ? $"waits for finalizer {finalizers}"
            : WithoutVerdict(PodRows.WordOf(state, world.Now));
    }

    /// <summary>The verdict has said Terminating already; the word of one whose containers have ended is another.</summary>
    private static string WithoutVerdict(string word)
    {
        const string Verdict = "Terminating, ";
        return word.StartsWith(Verdict, StringComparison.Ordinal) ? word[Verdict.Length..] : word;
    }

    private static string Ended(PodState state) =>
        string.Join(": ", new[] { string.Join(", ", new[] { state.Word, state.Note }.Where(t => t.Length > 0)), state.Detail }.Where(t => t.Length > 0));

    private static IEnumerable<TraceFact> Facts(KubeObject root, PodView view)
    {
        var statuses = root.Root.ListAt("status", "containerStatuses");
        var all = root.Root.ListAt("spec", "containers").Count;
        var ready = statuses.Count(s => s.BoolAt("ready") == true);
        yield return new TraceFact(
            string.Create(CultureInfo.InvariantCulture, $"containers ready {ready}/{all}"), ready < all && !view.IsTerminal ? Health.Coming : Health.Ready, IsCount: true);
        yield return new TraceFact($"restart policy {root.Root.StringAt("spec", "restartPolicy") ?? "Always"}");
        yield return new TraceFact(root.Root.StringAt("status", "qosClass") ?? "");
        if (root.ControllerRef is { } controller)
        {
            yield return new TraceFact($"of {ShortNames.Of(controller.Kind)}/{controller.Name}");
        }
    }

    private static IEnumerable<TraceFact> Place(KubeObject root, TraceWorld world)
    {
        if (PodView.Of(root).NodeName is { Length: > 0 } name)
        {
            var node = world.Store.Find("Node", "", name);
            var isReady = node is null || node.Condition("Ready").StringAt("status") == "True";
            yield return new TraceFact($"node {name}{(isReady ? "" : ", not Ready")}", isReady ? Health.Ready : Health.Failing);
        }

        if (root.Root.StringAt("status", "podIP") is { Length: > 0 } address)
        {
            yield return new TraceFact($"IP {address}");
        }
    }

    private static IEnumerable<TraceSection> Sections(KubeObject root, TraceWorld world)
    {
        yield return new TraceSection("containers", "", ContainerRows.Of(root, world));
        var volumes = PodVolumes.Rows(root, world);
        if (volumes.Count > 0)
        {
            yield return new TraceSection("volumes", "", volumes);
        }

        yield return new TraceSection("conditions", "", ConditionRows.OfPod(root));
        var warnings = EventText.Warnings(world, root.Uid, 4);
        if (warnings.Count > 0 && !PodView.Of(root).IsReady)
        {
            yield return new TraceSection("warnings", "", [.. warnings.Select(e => TraceRow.Of(EventText.Reason(e), Health.Coming, e.Root.StringAt("message") ?? "") with { Key = e.Uid, CreatedAt = EventText.LastSeen(e) })]);
        }
    }
}
