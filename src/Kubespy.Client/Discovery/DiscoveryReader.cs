using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Client.Discovery;

/// <summary>Reads what the discovery endpoints answer: pure.</summary>
internal static class DiscoveryReader
{
    public static bool IsAggregated(MapValue answer) => answer.StringAt("kind") == "APIGroupDiscoveryList";

    /// <summary>
    /// An APIGroupDiscoveryList (apidiscovery.k8s.io v2 or v2beta1, which are alike in what is read). A stale version's API server did not answer:
    /// as in client-go (discovery/aggregated_discovery.go), its kinds are hidden.
    /// </summary>
    public static ServedResources ReadAggregated(MapValue answer)
    {
        var (all, failed) = (new List<ApiResource>(), new List<string>());
        foreach (var group in answer.ListAt("items"))
        {
            var name = group.StringAt("metadata", "name") ?? "";
            foreach (var version in group.ListAt("versions"))
            {
                var at = new GroupVersionResource(name, version.StringAt("version") ?? "", "");
                if (version.StringAt("freshness") == "Stale")
                {
                    failed.Add(at.ApiVersion);
                    continue;
                }

                all.AddRange(version.ListAt("resources").Where(r => r.StringAt("responseKind", "kind") is { Length: > 0 }).Select(r => new ApiResource(
                    at with { Resource = r.StringAt("resource") ?? "" }, r.StringAt("responseKind", "kind")!)
                {
                    IsNamespaced = r.StringAt("scope") == "Namespaced",
                    ShortNames = TextsAt(r, "shortNames"),
                    Categories = TextsAt(r, "categories"),
                    Verbs = TextsAt(r, "verbs"),
                }.Called(r.StringAt("singularResource"))));
            }
        }

        return new ServedResources(all, failed);
    }

    /// <summary>The versions of an APIVersions (<c>/api</c>) or APIGroupList (<c>/apis</c>), each group's preferred one first.</summary>
    public static IReadOnlyList<string> ReadVersions(MapValue answer) =>
    [
        .. answer.ListAt("versions").Select(v => v.AsString() ?? ""),
        .. answer.ListAt("groups").SelectMany(g => g.ListAt("versions").Select(v => v.StringAt("groupVersion") ?? "")
            .OrderBy(v => v == g.StringAt("preferredVersion", "groupVersion") ? 0 : 1)),
    ];

    /// <summary>An APIResourceList, of one group and version.</summary>
    public static IReadOnlyList<ApiResource> ReadResources(string apiVersion, MapValue answer)
    {
        var at = GroupVersionKind.Of(apiVersion, "");
        return
        [
            .. answer.ListAt("resources")
                .Where(r => r.StringAt("name") is { } name && !name.Contains('/', StringComparison.Ordinal))
                .Select(r => new ApiResource(new GroupVersionResource(at.Group, at.Version, r.StringAt("name")!), r.StringAt("kind") ?? "")
                {
                    IsNamespaced = r.BoolAt("namespaced") ?? false,
                    ShortNames = TextsAt(r, "shortNames"),
                    Categories = TextsAt(r, "categories"),
                    Verbs = TextsAt(r, "verbs"),
                }.Called(r.StringAt("singularName"))),
        ];
    }

    private static ApiResource Called(this ApiResource resource, string? singular) =>
        singular is { Length: > 0 } ? resource with { Singular = singular } : resource;

    private static string[] TextsAt(Value value, string name) => [.. value.ListAt(name).Select(t => t.AsString() ?? "")];
}
