using System.Globalization;
using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing.Objects.Kinds;

/// <summary>What kinds that make Pods have in common.</summary>
internal static class Workload
{
    /// <summary>The hash of the ControllerRevision that a StatefulSet's or DaemonSet's Pod was made from.</summary>
    public const string RevisionLabel = "controller-revision-hash";

    public const string Lagging = "the controller has not seen the newest change yet";

    public static IEnumerable<Need> Needs(KubeObject root) =>
        [Need.EventsAbout(root), .. Need.Pods(root.Namespace, Selector(root)), Need.Warnings(root.Namespace)];

    /// <summary>The history of a StatefulSet or DaemonSet, which bears the labels of its template.</summary>
    public static IEnumerable<Need> RevisionNeeds(KubeObject root) => Selector(root).ToString() is { Length: > 0 } text
        ? [Need.Of("apps/v1", "controllerrevisions", "ControllerRevision", root.Namespace, TracedFields.Revision) with { LabelSelector = text }]
        : [];

    public static LabelSelector Selector(KubeObject root) => LabelSelector.OfValue(root.Root.At("spec", "selector"));

    /// <summary>The Pods that it controls, in order.</summary>
    public static IReadOnlyList<KubeObject> Pods(KubeObject root, TraceWorld world) =>
        PodRows.InOrder(world.Store.OwnedBy(root.Uid).Where(o => o.Kind == "Pod" && world.StateOf(o).OwnerUid == root.Uid));

    /// <summary>Pods that it made and released: they bear its name, but nobody controls them.</summary>
    public static IReadOnlyList<KubeObject> Released(KubeObject root, TraceWorld world) =>
        PodRows.InOrder(world.Store.OfKind("Pod").Where(p => world.StateOf(p).OwnerUid.Length == 0 && p.Namespace == root.Namespace && p.Name.StartsWith(root.Name + "-", StringComparison.Ordinal)));

    public static TraceSection ReleasedSection(IEnumerable<KubeObject> released, TraceWorld world) => new(
        "released", "runs on, uncounted", [.. released.Select(p => PodRows.Of(p, world) with { Health = Health.Aside })]);

    /// <summary>Changes of its Pods are told.</summary>
    public static bool IsPod(KubeObject obj, TraceWorld world) => obj.Kind == "Pod" && world.Root is { } root && obj.ControllerRef?.Uid == root.Uid;

    public static bool IsLagging(KubeObject root) => (root.Status.Int64At("observedGeneration") ?? 0) < root.Generation;

    public static long Replicas(KubeObject root) => root.Spec.Int64At("replicas") ?? 1;

    public static long Count(KubeObject root, string field) => root.Status.Int64At(field) ?? 0;

    /// <summary>What is wrong with its Pods; those that have done their work are well.</summary>
    public static IReadOnlyList<Finding> Findings(KubeObject root, IEnumerable<KubeObject> pods, TraceWorld world) =>
        Diagnosis.Of(world.SituationOf(root, [root], pods));

    /// <summary>What of the waits has come. It is settled where nothing is on its way out any more.</summary>
    public static IReadOnlySet<WaitFor> Reached(bool isReady, bool isComplete, IEnumerable<KubeObject> pods)
    {
        var reached = new HashSet<WaitFor>();
        if (isReady)
        {
            reached.Add(WaitFor.Ready);
        }

        if (isComplete)
        {
            reached.Add(WaitFor.Complete);
            if (!pods.Any(p => PodView.Of(p).IsTerminating))
            {
                reached.Add(WaitFor.Settled);
            }
        }

        return reached;
    }

    /// <summary>The verdict of what lacks Pods: stuck where no waiting helps, unavailable where something is wrong.</summary>
    public static (Verdict Verdict, string Reason) Lacking(long available, long wanted, IEnumerable<KubeObject> pods, IReadOnlyList<Finding> findings, TraceWorld world)
    {
        if (findings.FirstOrDefault(f => f.IsFinal) is { } doom)
        {
            return (Verdict.Stuck, doom.Summary);
        }

        var failing = pods.Select(world.StateOf).FirstOrDefault(p => p.Health == Health.Failing);
        var why = findings.Count > 0 ? findings[0].Summary : failing is not null ? $"{failing.Name} {failing.Word}" : "";
        return why.Length > 0 ? (Verdict.Unavailable, why) : (Verdict.Progressing, $"waits for {Counted(wanted - available, "Pod")}");
    }

    public static TraceFact CountFact(string word, long count, long wanted) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{word} {count}/{wanted}"), count < wanted ? Health.Coming : Health.Ready, IsCount: true);

    public static IEnumerable<TraceFact> TerminatingFact(IEnumerable<KubeObject> pods)
    {
        var terminating = pods.Count(p => PodView.Of(p).IsTerminating);
        return terminating == 0 ? [] : [new TraceFact(string.Create(CultureInfo.InvariantCulture, $"terminating {terminating}"), Health.Leaving)];
    }

    public static string Counted(long count, string noun) => PodRows.Counted(count, noun);
}
