using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.DaemonSets;

/// <summary>The Pods of a DaemonSet: what their template gets, for which node one is, of which revision (pkg/controller/daemon/util). Pure.</summary>
public static class DaemonPod
{
    public const string RevisionLabel = "controller-revision-hash";
    public const string GenerationLabel = "pod-template-generation";

    private const string NodeNameField = "metadata.name";

    private static readonly (string Key, string Effect)[] Tolerated =
    [
        ("node.kubernetes.io/not-ready", "NoExecute"),
        ("node.kubernetes.io/unreachable", "NoExecute"),
        ("node.kubernetes.io/disk-pressure", "NoSchedule"),
        ("node.kubernetes.io/memory-pressure", "NoSchedule"),
        ("node.kubernetes.io/pid-pressure", "NoSchedule"),
        ("node.kubernetes.io/unschedulable", "NoSchedule"),
    ];

    /// <summary>A new Pod for a node: the scheduler can put it nowhere else.</summary>
    public static KubeObject New(KubeObject set, string hash, string node)
    {
        var view = DaemonSetView.Of(set);
        var labels = (view.Template.MapAt("metadata", "labels") ?? MapValue.Empty)
            .WithOptional(GenerationLabel, view.TemplateGeneration is { } generation ? StringValue.Of(generation) : null)
            .With(RevisionLabel, hash);
        return new KubeObject(MapValue.Of(
            ("kind", "Pod"),
            ("apiVersion", "v1"),
            ("metadata", new MapBuilder()
                .Set("generateName", set.Name + "-")
                .Set("namespace", set.Namespace)
                .Set("labels", labels)
                .Set("annotations", view.Template.MapAt("metadata", "annotations"))
                .Set("ownerReferences", ListValue.Of([OwnerReference.ControllerOf(set).ToValue()]))
                .Set("finalizers", view.Template.At("metadata", "finalizers"))
                .ToMap()),
            ("spec", OnlyOn(view.PodSpec, node))));
    }

    /// <summary>What is wrong with a node is borne: a daemon is there to see to it.</summary>
    public static MapValue WithTolerations(MapValue podSpec)
    {
        var tolerations = podSpec.ListAt("tolerations");
        foreach (var (key, effect) in Tolerated)
        {
            tolerations = With(tolerations, key, effect);
        }

        return podSpec.With("tolerations", podSpec.BoolAt("hostNetwork") == true ? With(tolerations, "node.kubernetes.io/network-unavailable", "NoSchedule") : tolerations);
    }

    /// <summary>The node that the Pod is on, or that its affinity names; null where it names none, or several.</summary>
    public static string? NodeOf(KubeObject pod)
    {
        if (PodView.Of(pod).NodeName is { Length: > 0 } assigned)
        {
            return assigned;
        }

        var names = pod.Root.ListAt("spec", "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms")
            .SelectMany(t => t.ListAt("matchFields"))
            .FirstOrDefault(f => f.StringAt("key") == NodeNameField && f.StringAt("operator") == "In")
            .ListAt("values");
        return names.Count == 1 ? names[0].AsString() : null;
    }

    /// <summary>Whether the Pod is of the present template.</summary>
    public static bool IsUpdated(KubeObject set, KubeObject pod, string hash) =>
        (hash.Length > 0 && pod.Label(RevisionLabel) == hash)
        || (DaemonSetView.Of(set).TemplateGeneration is { } generation && pod.Label(GenerationLabel) == generation);

    /// <summary>Those on a node first, then the older, then by name.</summary>
    public static IEnumerable<KubeObject> InOrder(IEnumerable<KubeObject> pods) => pods
        .OrderBy(p => PodView.Of(p).NodeName.Length == 0).ThenBy(p => p.CreationTimestamp).ThenBy(p => p.Name, StringComparer.Ordinal);

    /// <summary>In place of an equal one that is less patient, otherwise at the end.</summary>
    private static ListValue With(ListValue tolerations, string key, string effect)
    {
        var wanted = MapValue.Of(("key", key), ("operator", "Exists"), ("effect", effect));
        var isThere = tolerations.Any(t => IsAlike(t, wanted));
        return isThere
            ? ListValue.Of(tolerations.Select(t => IsAlike(t, wanted) ? wanted : t))
            : tolerations.Add(wanted);
    }

    private static bool IsAlike(Value a, Value b) => Array.TrueForAll(
        (string[])["key", "operator", "effect", "value"], field => (a.StringAt(field) ?? "") == (b.StringAt(field) ?? ""));

    /// <summary>The node takes the place of what other nodes the affinity required: this one meets it.</summary>
    private static MapValue OnlyOn(MapValue podSpec, string node)
    {
        var field = MapValue.Of(("key", NodeNameField), ("operator", "In"), ("values", ListValue.Of([node])));
        var terms = ListValue.Of([MapValue.Of(("matchFields", ListValue.Of([field])))]);
        return podSpec.WithAt(["affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms"], terms);
    }
}
