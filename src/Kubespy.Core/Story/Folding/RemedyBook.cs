using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Story.Folding;

/// <summary>What came or changed around the workload that may end a trouble: a ConfigMap that was missing, a quota that was used up, a node.</summary>
internal sealed class RemedyBook
{
    public const int Most = 200;

    private readonly List<(DateTimeOffset Time, string Kind, string Name, string What)> _changes = [];

    /// <param name="time">When.</param>
    /// <param name="obj">As it was seen last.</param>
    /// <param name="old">As it was known before; null where it was not.</param>
    /// <param name="next">As it is; null where it is gone.</param>
    /// <param name="isFromBefore">It was there before the observation.</param>
    public void Apply(DateTimeOffset time, KubeObject obj, KubeObject? old, KubeObject? next, bool isFromBefore)
    {
        var what = (obj.Kind, old, next) switch
        {
            ("ConfigMap" or "Secret" or "PersistentVolumeClaim" or "ServiceAccount" or "Node", null, not null) when !isFromBefore => By($"{obj.Kind} {obj.Name} was created", Writers.OfCreation(obj)),
            ("ResourceQuota" or "LimitRange", not null, not null) when old.Spec is not null && !old.Spec.Equals(next.Spec) => By($"{obj.Kind} {obj.Name} was changed", Writers.OfChange(old, next, ".spec")),
            ("ResourceQuota" or "LimitRange", not null, null) => $"{obj.Kind} {obj.Name} was deleted",
            ("ConfigMap" or "Secret", not null, not null) when old.Root["data"] != next.Root["data"] => By($"{obj.Kind} {obj.Name} was changed", Writers.OfChange(old, next, ".data")),
            ("Node", not null, not null) when old.Root["spec"]?["unschedulable"] != next.Root["spec"]?["unschedulable"] && next.Root.BoolAt("spec", "unschedulable") != true => $"Node {obj.Name} was uncordoned",
            ("Node", not null, not null) when !Equals(old.Root["spec"]?["taints"], next.Root["spec"]?["taints"]) && next.Root.ListAt("spec", "taints").Count < old.Root.ListAt("spec", "taints").Count => $"Node {obj.Name} lost a taint",
            _ => "",
        };
        if (what.Length > 0)
        {
            _changes.Add((time, obj.Kind, obj.Name, what));
            if (_changes.Count > Most)
            {
                _changes.RemoveAt(0);
            }
        }
    }

    /// <summary>The last change within that time that such a trouble waits for; empty where none was seen.</summary>
    public string Of(string cause, string summary, DateTimeOffset since, DateTimeOffset until) => _changes
        .LastOrDefault(c => c.Time >= since && c.Time <= until && (cause switch
        {
            "configuration-missing" or "volume" => c.Kind is "ConfigMap" or "Secret" or "PersistentVolumeClaim" && summary.Contains(c.Name, StringComparison.Ordinal),
            "pods-refused" => c.Kind is "ServiceAccount" or "ResourceQuota" or "LimitRange" && summary.Contains(c.Name, StringComparison.Ordinal),
            "unschedulable" => c.Kind is "Node" or "PersistentVolumeClaim",
            _ => false,
        })).What ?? "";

    private static string By(string what, Author author) => author.IsKnown ? $"{what} by {author}" : what;
}
