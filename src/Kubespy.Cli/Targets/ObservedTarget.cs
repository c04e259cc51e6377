using Kubespy.Client;
using Kubespy.Client.Discovery;
using Kubespy.Client.Watching;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Targets;

/// <summary>What one watch of one cluster is to show: as narrow as the server can make it.</summary>
/// <param name="Client">The cluster.</param>
/// <param name="Mapper">What it serves.</param>
/// <param name="Resource">What is watched.</param>
/// <param name="Namespace">Empty for all namespaces, and for what is in none.</param>
/// <param name="Name">Which of them; one that is exact goes into the field selector, another is compared here.</param>
internal sealed record ObservedTarget(ClusterClient Client, RestMapper Mapper, ApiResource Resource, string Namespace, NamePattern Name)
{
    public string LabelSelector { get; init; } = "";

    public string FieldSelector { get; init; } = "";

    /// <summary>What leaves a selector arrives as deleted, and may live on.</summary>
    public bool HasSelector => LabelSelector.Length > 0 || FieldSelector.Length > 0;

    public WatchTarget Watch(Projection projection)
    {
        var byName = Name.IsExact ? $"metadata.name={Name.Text}" : "";
        return new WatchTarget(Resource.Resource, Resource.Kind, Namespace)
        {
            LabelSelector = LabelSelector,
            FieldSelector = byName.Length > 0 && FieldSelector.Length > 0 ? $"{byName},{FieldSelector}" : byName + FieldSelector,
            Projection = projection,
        };
    }

    /// <summary>How the resource is called where it is named: <c>pod</c>, <c>certificate.cert-manager.io</c>.</summary>
    public string KindName => BuiltInGroups.Contains(Resource.Group) ? Resource.Singular : $"{Resource.Singular}.{Resource.Group}";

    /// <summary>An object of it, as it may be typed again; with its namespace where several are watched.</summary>
    public string SubjectOf(KubeObject obj, bool withNamespace) =>
        withNamespace && obj.Namespace.Length > 0 ? $"{KindName} {obj.Namespace}/{obj.Name}" : $"{KindName}/{obj.Name}";

    private static readonly HashSet<string> BuiltInGroups = new(StringComparer.Ordinal)
    {
        "", "apps", "batch", "autoscaling", "policy", "networking.k8s.io", "rbac.authorization.k8s.io", "storage.k8s.io", "discovery.k8s.io",
        "coordination.k8s.io", "apiextensions.k8s.io", "scheduling.k8s.io", "certificates.k8s.io",
    };
}
