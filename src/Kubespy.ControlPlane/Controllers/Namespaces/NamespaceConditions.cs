using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;
using static System.FormattableString;

namespace Kubespy.ControlPlane.Controllers.Namespaces;

/// <summary>What a namespace that is being deleted says of what keeps it (pkg/controller/namespace/deletion/status_condition_utils.go). Pure.</summary>
internal static class NamespaceConditions
{
    private static readonly (string Type, string Reason, string Message)[] WhenWell =
    [
        ("NamespaceDeletionDiscoveryFailure", "ResourcesDiscovered", "All resources successfully discovered"),
        ("NamespaceDeletionGroupVersionParsingFailure", "ParsedGroupVersions", "All legacy kube types successfully parsed"),
        ("NamespaceDeletionContentFailure", "ContentDeleted", "All content successfully deleted, may be waiting on finalization"),
        ("NamespaceContentRemaining", "ContentRemoved", "All content successfully removed"),
        ("NamespaceFinalizersRemaining", "ContentHasNoFinalizers", "All content-preserving finalizers finished"),
    ];

    /// <summary>The namespace with its conditions; itself where they say the same.</summary>
    public static KubeObject Set(KubeObject ns, IReadOnlyList<(Resource Resource, KubeObject Object)> remaining, DateTimeOffset now)
    {
        var conditions = ns.Root.ListAt("status", "conditions");
        foreach (var (type, reason, message) in WhenWell)
        {
            var trouble = TroubleOf(type, remaining);
            conditions = trouble.Length > 0
                ? ConditionList.Set(conditions, type, isTrue: true, type == "NamespaceContentRemaining" ? "SomeResourcesRemain" : "SomeFinalizersRemain", trouble, now)
                : ConditionList.Set(conditions, type, isTrue: false, reason, message, now);
        }

        return conditions == ns.Root.ListAt("status", "conditions") ? ns : ns.With("status", (ns.Status ?? MapValue.Empty).With("conditions", conditions));
    }

    /// <summary>Empty where there is none.</summary>
    private static string TroubleOf(string type, IReadOnlyList<(Resource Resource, KubeObject Object)> remaining) => type switch
    {
        "NamespaceContentRemaining" when remaining.Count > 0 => "Some resources are remaining: " + Joined(
            remaining.GroupBy(r => r.Resource).Select(g => Invariant($"{g.Key.Plural}.{g.Key.Group} has {g.Count()} resource instances"))),
        "NamespaceFinalizersRemaining" when remaining.Any(r => r.Object.Finalizers.Any()) => "Some content in the namespace has finalizers remaining: " + Joined(
            remaining.SelectMany(r => r.Object.Finalizers).GroupBy(f => f, StringComparer.Ordinal).Select(g => Invariant($"{g.Key} in {g.Count()} resource instances"))),
        _ => "",
    };

    private static string Joined(IEnumerable<string> parts) => string.Join(", ", parts.Order(StringComparer.Ordinal));
}
