using Kubespy.Core.Objects;
using Kubespy.Core.Tracing.Objects;

namespace Kubespy.Core.Explaining.Reading;

/// <summary>What has to be read to explain one object: first what belongs to it, then what that leads to. Pure.</summary>
public static class TargetNeeds
{
    /// <summary>More nodes than these are one list.</summary>
    private const int FewNodes = 3;

    /// <summary>What a cluster-scoped object owns may be anywhere; Events are read of so many namespaces.</summary>
    private const int FewNamespaces = 5;

    /// <summary>No rule tells which kinds an object of that kind leads to: what it owns has to be found in the cluster.</summary>
    public static bool ComeWithItsTree(KubeObject root) => !Judgement.Knows(root);

    /// <summary>What is needed by what is known so far, met or not; asked again until nothing new comes.</summary>
    public static IReadOnlyList<Need> Of(TraceWorld world, Known known) => world.Root is not { } root ? [] :
    [
        .. First(root),
        .. First(root).All(known.Met.Contains) ? Second(world) : [],
        .. Judgement.Needs(root, known),
    ];

    private static IReadOnlyList<Need> First(KubeObject root)
    {
        var ns = root.Namespace;
        return root.Kind switch
        {
            "Deployment" => [Of("apps/v1", "replicasets", "ReplicaSet", ns) with { LabelSelector = SelectorOf(root) }, .. Pods(root), Events(ns), Budgets(ns)],
            "StatefulSet" or "DaemonSet" => [Of("apps/v1", "controllerrevisions", "ControllerRevision", ns) with { LabelSelector = SelectorOf(root) }, .. Pods(root), Events(ns), Budgets(ns)],
            "ReplicaSet" or "Job" => [.. Pods(root), Events(ns), Budgets(ns)],
            "CronJob" => [Of("batch/v1", "jobs", "Job", ns), Events(ns)],
            "Service" or "PersistentVolumeClaim" => [AllPods(ns), Events(ns)],
            "Node" => [AllPods("") with { FieldSelector = "spec.nodeName=" + root.Name }, Budgets(""), Need.EventsAbout(root)],
            "Pod" => [Events(ns)],
            _ => [Need.EventsAbout(root)],
        };
    }

    /// <summary>What the first round leads to.</summary>
    private static List<Need> Second(TraceWorld world)
    {
        var root = world.Root!;
        var family = Family.Of(root, world.Store);
        var needs = new List<Need>();
        if (root.Kind == "CronJob" && family.Newest is { } job)
        {
            needs.AddRange(Pods(job));
        }

        if (ComeWithItsTree(root))
        {
            needs.AddRange(family.Pods.Select(p => p.Namespace).Distinct(StringComparer.Ordinal).Take(FewNamespaces).Select(Events));
        }

        var nodes = family.Pods.Select(p => PodView.Of(p).NodeName).Where(n => n.Length > 0).Distinct(StringComparer.Ordinal).ToArray();
        if (root.Kind != "Node")
        {
            needs.AddRange(nodes.Length > FewNodes
                ? [Of("v1", "nodes", "Node", "") with { Projection = Fields.Node }]
                : nodes.Select(n => Of("v1", "nodes", "Node", "") with { Projection = Fields.Node, FieldSelector = "metadata.name=" + n }));
        }

        if (family.Pods.Any(p => !PodView.Of(p).IsReady && Family.Claims(p).Any()))
        {
            needs.Add(Of("v1", "persistentvolumeclaims", "PersistentVolumeClaim", root.Namespace) with { Projection = Fields.Claim });
        }

        return needs;
    }

    internal static Need Of(string apiVersion, string plural, string kind, string ns) => Need.Of(apiVersion, plural, kind, ns);

    private static Need AllPods(string ns) => Of("v1", "pods", "Pod", ns);

    /// <summary>Ordinary Events, too: only they say that a probe is why a container was restarted.</summary>
    private static Need Events(string ns) => Of("v1", "events", "Event", ns) with { Projection = Fields.Event };

    private static Need Budgets(string ns) => Of("policy/v1", "poddisruptionbudgets", "PodDisruptionBudget", ns);

    private static IEnumerable<Need> Pods(KubeObject owner) =>
        SelectorOf(owner) is { Length: > 0 } selector ? [AllPods(owner.Namespace) with { LabelSelector = selector }] : [];

    private static string SelectorOf(KubeObject owner) => LabelSelector.OfValue(owner.Root["spec"]?["selector"]).ToString();
}
