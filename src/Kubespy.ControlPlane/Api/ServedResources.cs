namespace Kubespy.ControlPlane.Api;

/// <summary>All that an API server serves at one moment: resources in their versions, an immutable snapshot.</summary>
public sealed class ServedResources
{
    /// <summary>The order in which a real server lists its groups; others come after these, by name.</summary>
    private static readonly string[] GroupOrder =
    [
        "", "apiregistration.k8s.io", "apps", "events.k8s.io", "authentication.k8s.io", "authorization.k8s.io", "autoscaling", "batch", "certificates.k8s.io",
        "networking.k8s.io", "policy", "rbac.authorization.k8s.io", "storage.k8s.io", "admissionregistration.k8s.io", "apiextensions.k8s.io",
        "scheduling.k8s.io", "coordination.k8s.io", "node.k8s.io", "discovery.k8s.io", "flowcontrol.apiserver.k8s.io",
    ];

    private readonly Dictionary<(string ApiVersion, string Plural), ServedVersion> _byPath;
    private readonly Dictionary<string, Resource> _byName;

    public ServedResources(IReadOnlyList<ServedVersion> versions)
    {
        Versions = versions;
        _byPath = versions.ToDictionary(v => (v.ApiVersion, v.Resource.Plural));
        _byName = versions.Select(v => v.Resource).Where(r => r.IsStored).DistinctBy(r => r.GroupResource).ToDictionary(r => r.GroupResource);
        Groups = [.. versions.Select(v => v.Group).Distinct().OrderBy(RankOf).ThenBy(g => g, StringComparer.Ordinal)];
    }

    public IReadOnlyList<ServedVersion> Versions { get; }

    /// <summary>The resources whose objects are kept.</summary>
    public IEnumerable<Resource> Stored => _byName.Values;

    /// <summary>The groups that have a resource, the core one (empty) first.</summary>
    public IReadOnlyList<string> Groups { get; }

    public ServedVersion? Find(string apiVersion, string plural) => _byPath.GetValueOrDefault((apiVersion, plural));

    /// <summary>The stored resource of that name, <c>deployments.apps</c>.</summary>
    public Resource? FindResource(string groupResource) => _byName.GetValueOrDefault(groupResource);

    public Resource? FindKind(string group, string kind) => Stored.FirstOrDefault(r => r.Kind == kind && r.Group == group);

    /// <summary>The resources of a group version, by plural.</summary>
    public IEnumerable<ServedVersion> In(string apiVersion) =>
        Versions.Where(v => v.ApiVersion == apiVersion).OrderBy(v => v.Resource.Plural, StringComparer.Ordinal);

    /// <summary>The versions of a group, the preferred one first.</summary>
    public IEnumerable<string> VersionsOf(string group) =>
        Versions.Where(v => v.Group == group).Select(v => v.Version).Distinct().Order(VersionOrder.Instance);

    private static int RankOf(string group) => Array.IndexOf(GroupOrder, group) is var rank and >= 0 ? rank : GroupOrder.Length;
}
