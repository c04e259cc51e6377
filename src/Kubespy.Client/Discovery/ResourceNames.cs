namespace Kubespy.Client.Discovery;

/// <summary>
/// Finds the resource that a name means, as kubectl does (client-go, restmapper/shortcut.go and apimachinery, meta/restmapper.go): a full name goes
/// before a short one, a whole group before the beginning of one, and of what is left the first in the order of preference wins.
/// </summary>
internal static class ResourceNames
{
    /// <summary>
    /// The resource of that name, or null: <c>deployments</c>, <c>Deployment</c>, <c>deploy</c>, <c>deployments.apps</c>, <c>deployments.v1.apps</c>,
    /// <c>pods.v1.</c>. Case does not count. <paramref name="resources"/> are in the order of preference; <paramref name="wholeGroups"/>: the beginning
    /// of a group does not suffice, as what is looked through may not be all there is.
    /// </summary>
    public static ApiResource? Find(IReadOnlyList<ApiResource> resources, string typed, bool wholeGroups)
    {
        var parts = typed.Split('.', 3);
        var found = parts.Length == 3 ? Find(resources, parts[0], parts[1], parts[2], wholeGroups) : null;
        var (name, group) = typed.IndexOf('.', StringComparison.Ordinal) is var dot and >= 0 ? (typed[..dot], typed[(dot + 1)..]) : (typed, "");
        return found ?? Find(resources, name, "", group, wholeGroups);
    }

    /// <summary>The resource of that API version and kind, plural or other name; no other version will do.</summary>
    public static ApiResource? Find(IReadOnlyList<ApiResource> resources, string apiVersion, string kind)
    {
        var ofVersion = resources.Where(r => r.Resource.ApiVersion.Equals(apiVersion, StringComparison.OrdinalIgnoreCase)).ToArray();
        return ofVersion.FirstOrDefault(r => r.IsCalled(kind)) ?? ofVersion.FirstOrDefault(r => r.IsShortlyCalled(kind));
    }

    private static ApiResource? Find(IReadOnlyList<ApiResource> resources, string name, string version, string group, bool wholeGroups)
    {
        var ofVersion = version.Length == 0 ? resources : [.. resources.Where(r => r.Version.Equals(version, StringComparison.OrdinalIgnoreCase))];
        bool IsOfGroup(ApiResource r) => group.Length == 0 || r.Group.Equals(group, StringComparison.OrdinalIgnoreCase);
        bool BeginsGroup(ApiResource r) => !wholeGroups && r.Group.StartsWith(group, StringComparison.OrdinalIgnoreCase);
        return ofVersion.FirstOrDefault(r => IsOfGroup(r) && r.IsCalled(name))
            ?? ofVersion.FirstOrDefault(r => IsOfGroup(r) && r.IsShortlyCalled(name))
            ?? ofVersion.FirstOrDefault(r => BeginsGroup(r) && r.IsCalled(name))
            ?? ofVersion.FirstOrDefault(r => BeginsGroup(r) && r.IsShortlyCalled(name));
    }
}
