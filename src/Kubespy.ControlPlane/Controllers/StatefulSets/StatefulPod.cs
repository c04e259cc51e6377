using System.Globalization;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.StatefulSets;

/// <summary>What makes a Pod that of an ordinal: its name, its labels, its claims (pkg/controller/statefulset/stateful_set_utils.go). Pure.</summary>
public static class StatefulPod
{
    public const string NameLabel = "statefulset.kubernetes.io/pod-name";
    public const string IndexLabel = "apps.kubernetes.io/pod-index";
    public const string RevisionLabel = "controller-revision-hash";

    /// <summary>The name of the StatefulSet and the ordinal that a Pod's name is made of; no name and -1 where it is of another form.</summary>
    public static (string Parent, int Ordinal) ParentAndOrdinal(string podName)
    {
        var dash = podName.LastIndexOf('-');
        if (dash < 0 || dash == podName.Length - 1 || !podName.AsSpan(dash + 1).ToString().All(char.IsAsciiDigit))
        {
            return ("", -1);
        }

        var isOrdinal = int.TryParse(podName.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal);
        return (podName[..dash], isOrdinal ? ordinal : -1);
    }

    public static int OrdinalOf(KubeObject pod) => ParentAndOrdinal(pod.Name).Ordinal;

    public static string NameOf(KubeObject set, int ordinal) => string.Create(CultureInfo.InvariantCulture, $"{set.Name}-{ordinal}");

    public static bool IsMemberOf(KubeObject set, KubeObject pod) => ParentAndOrdinal(pod.Name).Parent == set.Name;

    /// <summary>The revision that the Pod was made of; empty where it does not say.</summary>
    public static string RevisionOf(KubeObject pod) => pod.Label(RevisionLabel) ?? "";

    /// <summary>The name of the claim that a template makes for an ordinal.</summary>
    public static string ClaimNameOf(KubeObject set, KubeObject template, int ordinal) =>
        string.Create(CultureInfo.InvariantCulture, $"{template.Name}-{set.Name}-{ordinal}");

    public static bool HasIdentity(KubeObject set, KubeObject pod)
    {
        var (parent, ordinal) = ParentAndOrdinal(pod.Name);
        return ordinal >= 0 && parent == set.Name && pod.Name == NameOf(set, ordinal) && pod.Namespace == set.Namespace && pod.Label(NameLabel) == pod.Name;
    }

    public static KubeObject WithIdentity(KubeObject set, KubeObject pod)
    {
        var ordinal = OrdinalOf(pod);
        return pod.WithMetadata("name", NameOf(set, ordinal)).WithMetadata("namespace", set.Namespace)
            .WithLabel(NameLabel, NameOf(set, ordinal))
            .WithLabel(IndexLabel, ordinal.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Whether the Pod has a volume of each of the claims that are its own.</summary>
    public static bool HasStorage(KubeObject set, KubeObject pod)
    {
        var ordinal = OrdinalOf(pod);
        var volumes = pod.Root.ListAt("spec", "volumes");
        return ordinal >= 0 && StatefulSetView.Of(set).ClaimTemplates.All(template => volumes.Any(v =>
            v.StringAt("name") == template.Name && v.StringAt("persistentVolumeClaim", "claimName") == ClaimNameOf(set, template, ordinal)));
    }

    /// <summary>With a volume of each claim, in place of any other of its name.</summary>
    public static KubeObject WithStorage(KubeObject set, KubeObject pod)
    {
        var (ordinal, templates) = (OrdinalOf(pod), StatefulSetView.Of(set).ClaimTemplates);
        var own = templates.Select(t => (Value)MapValue.Of(
            ("name", t.Name), ("persistentVolumeClaim", MapValue.Of(("claimName", ClaimNameOf(set, t, ordinal))))));
        var others = pod.Root.ListAt("spec", "volumes").Where(v => templates.All(t => t.Name != v.StringAt("name")));
        var volumes = ListValue.Of(own.Concat(others));
        return pod.With("spec", (pod.Spec ?? MapValue.Empty).WithOptional("volumes", volumes.Count == 0 ? null : volumes));
    }

    /// <summary>The claims of an ordinal as its StatefulSet makes them.</summary>
    public static IReadOnlyList<KubeObject> ClaimsOf(KubeObject set, KubeObject pod)
    {
        var view = StatefulSetView.Of(set);
        return [.. view.ClaimTemplates.Select(t => t
            .WithMetadata("name", ClaimNameOf(set, t, OrdinalOf(pod)))
            .WithMetadata("namespace", set.Namespace)
            .WithMetadata("labels", t.Labels.Overlaid(view.MatchLabels)))];
    }

    /// <summary>The Pod that an ordinal is to have: of the current revision below the partition, of the newest from there on.</summary>
    public static KubeObject New(KubeObject currentSet, KubeObject updateSet, string currentRevision, string updateRevision, int ordinal)
    {
        var view = StatefulSetView.Of(currentSet);
        var isCurrent = view.Partition is { } partition
            ? ordinal < view.Start + partition
            : view.UpdateStrategy == "RollingUpdate" && ordinal < view.Start + (currentSet.Status.Int64At("currentReplicas") ?? 0);
        return isCurrent ? New(currentSet, ordinal, currentRevision) : New(updateSet, ordinal, updateRevision);
    }

    private static KubeObject New(KubeObject set, int ordinal, string revision)
    {
        var view = StatefulSetView.Of(set);
        var name = NameOf(set, ordinal);
        var spec = (view.Template.MapAt("spec") ?? MapValue.Empty).With("hostname", name)
            .WithOptional("subdomain", view.ServiceName.Length == 0 ? null : StringValue.Of(view.ServiceName));
        var pod = new KubeObject(MapValue.Of(
            ("kind", "Pod"),
            ("apiVersion", "v1"),
            ("metadata", new MapBuilder()
                .Set("name", name)
                .Set("generateName", set.Name + "-")
                .Set("namespace", set.Namespace)
                .Set("labels", view.Template.MapAt("metadata", "labels"))
                .Set("annotations", view.Template.MapAt("metadata", "annotations"))
                .Set("ownerReferences", ListValue.Of([OwnerReference.ControllerOf(set).ToValue()]))
                .Set("finalizers", view.Template.At("metadata", "finalizers"))
                .ToMap()),
            ("spec", spec)));
        return WithStorage(set, WithIdentity(set, pod)).WithLabel(RevisionLabel, revision);
    }
}
