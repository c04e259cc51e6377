using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing;

/// <summary>Whose hand managedFields prove: a program, not a person. Pure.</summary>
internal static class FieldHand
{
    /// <summary>
    /// The manager who wrote between the two; the controller's own writes aside. Empty where none is seen to (times are whole seconds),
    /// or where several are. A write through the scale subresource is said to be one.
    /// </summary>
    public static string OfChange(KubeObject? old, KubeObject next)
    {
        var before = (old?.Metadata.ListAt("managedFields") ?? ListValue.Empty).Select(Write).ToHashSet();
        var changed = next.Metadata.ListAt("managedFields")
            .Where(e => e.StringAt("subresource") is null or "scale" && e.StringAt("manager") != "kube-controller-manager")
            .Select(Write)
            .Where(w => !before.Contains(w))
            .ToArray();
        return changed is not [var only] ? "" : only.Subresource == "scale" ? only.Manager + " scale" : only.Manager;
    }

    /// <summary>
    /// The manager who set the replicas last: who changes a field owns it. Through the scale subresource that is all that is owned, and
    /// no time is told; a later writer would have taken it.
    /// </summary>
    public static string OfReplicas(KubeObject old, KubeObject next) =>
        next.Metadata.ListAt("managedFields").FirstOrDefault(e => e.StringAt("subresource") == "scale" && e.MapAt("fieldsV1", "f:spec", "f:replicas") is not null)
            .StringAt("manager") is { } manager
            ? manager + " scale"
            : OfChange(old, next);

    /// <summary>By label, who owns it as managedFields have it; those that Kubernetes' own components set, as they make an object, are left out.</summary>
    public static MapValue OfLabels(KubeObject obj)
    {
        var hands = MapValue.Empty;
        foreach (var entry in obj.Metadata.ListAt("managedFields"))
        {
            if (entry.StringAt("manager") is { } manager && manager is not ("kube-controller-manager" or "kubelet" or "kube-scheduler")
                && entry.MapAt("fieldsV1", "f:metadata", "f:labels") is { } labels)
            {
                foreach (var (field, _) in labels.Where(l => l.Key.StartsWith("f:", StringComparison.Ordinal)))
                {
                    hands = hands.With(field[2..], manager);
                }
            }
        }

        return hands;
    }

    /// <summary>When the spec was written last by a hand other than the controller's; null where managedFields do not say.</summary>
    public static DateTimeOffset? LastSpecWrite(KubeObject deployment) => deployment.Metadata.ListAt("managedFields")
        .Where(e => e.StringAt("subresource") is null or "scale" && e.MapAt("fieldsV1", "f:spec") is not null && e.StringAt("manager") != "kube-controller-manager")
        .Select(e => Timestamp.Parse(e.StringAt("time")))
        .Max();

    /// <summary>Who loses a field to another keeps his entry's time.</summary>
    private static (string Manager, string Operation, string Subresource, string Time) Write(Value entry) =>
        (entry.StringAt("manager") ?? "", entry.StringAt("operation") ?? "", entry.StringAt("subresource") ?? "", entry.StringAt("time") ?? "");
}
