using Kubespy.Client.Discovery;
using Kubespy.Core.Objects;

namespace Kubespy.Cli.Targets;

/// <summary>Which objects of a recording are meant, without a cluster to ask what its kinds are called.</summary>
internal static class RecordedTargets
{
    /// <summary>All of them where nothing is asked for.</summary>
    public static bool Match(IReadOnlyList<TargetSpec> specs, KubeObject obj) => specs.Count == 0 || specs.Any(s => Match(s, obj));

    public static string SubjectOf(KubeObject obj) => $"{obj.Kind.ToLowerInvariant()}/{obj.Name}";

    private static bool Match(TargetSpec spec, KubeObject obj) =>
        (spec.ApiVersion is null || spec.ApiVersion.Equals(obj.ApiVersion, StringComparison.OrdinalIgnoreCase))
        && (spec.Namespace is null || spec.Namespace == obj.Namespace)
        && spec.Kind.Split(',').Any(k => IsKind(k, obj))
        && spec.Name.Matches(obj.Name);

    /// <summary>A kind that is not built in is known by its name, and by that with an s.</summary>
    private static bool IsKind(string typed, KubeObject obj)
    {
        if (RestMapper.BuiltIn(typed) is { } known)
        {
            return known.Kind == obj.Kind && known.Group == obj.Gvk.Group;
        }

        var name = typed.Split('.')[0];
        return name.Equals(obj.Kind, StringComparison.OrdinalIgnoreCase) || name.Equals(obj.Kind + "s", StringComparison.OrdinalIgnoreCase);
    }
}
