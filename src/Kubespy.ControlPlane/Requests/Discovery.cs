using System.Security.Cryptography;
using System.Text;
using Kubespy.ControlPlane.Api;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Requests;

/// <summary>What the server serves: the documents under /api, /apis and /version, legacy and aggregated (KEP-3352).</summary>
internal static class Discovery
{
    private static readonly string[] Verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    private static readonly (string ApiVersion, Resource Resource)[] Served =
    [
        .. Resources.All.Select(r => (r.ApiVersion, r)), (EventConversion.NewApiVersion, Resources.Events),
    ];

    private static readonly string[] Groups = ["apps", "events.k8s.io", "coordination.k8s.io", "discovery.k8s.io"];

    public static MapValue Version { get; } = MapValue.Of(
        ("major", "1"), ("minor", "36"), ("emulationMajor", "1"), ("emulationMinor", "36"), ("minCompatibilityMajor", "1"), ("minCompatibilityMinor", "35"),
        ("gitVersion", "v1.36.2+kubespy"), ("gitCommit", ""), ("gitTreeState", "clean"), ("buildDate", "2026-01-01T00:00:00Z"),
        ("goVersion", ""), ("compiler", "dotnet"), ("platform", "linux/amd64"));

    public static MapValue Root { get; } = MapValue.Of(("paths", ListValue.Of(
        new[] { "/api", "/api/v1", "/apis" }
            .Concat(Groups.SelectMany(g => new[] { $"/apis/{g}", $"/apis/{g}/v1" }))
            .Concat(["/healthz", "/livez", "/openapi/v3", "/readyz", "/version"])
            .Order(StringComparer.Ordinal)
            .Select(p => (Value)p))));

    public static MapValue Api { get; } = MapValue.Of(
        ("kind", "APIVersions"),
        ("versions", ListValue.Of(["v1"])),
        ("serverAddressByClientCIDRs", ListValue.Of([MapValue.Of(("clientCIDR", "0.0.0.0/0"), ("serverAddress", "127.0.0.1"))])));

    public static MapValue Apis { get; } = MapValue.Of(
        ("kind", "APIGroupList"), ("apiVersion", "v1"), ("groups", ListValue.Of(Groups.Select(g => (Value)Group(g)))));

    public static MapValue? GroupDocument(string group) =>
        Groups.Contains(group) ? new MapBuilder().Set("kind", "APIGroup").Set("apiVersion", "v1").SetAll(Group(group)).ToMap() : null;

    /// <summary>The resources of a group version, each subresource a line of its own.</summary>
    public static MapValue? ResourceList(string apiVersion)
    {
        var served = Served.Where(s => s.ApiVersion == apiVersion).Select(s => s.Resource).OrderBy(r => r.Plural, StringComparer.Ordinal).ToArray();
        return served.Length == 0 ? null : new MapBuilder()
            .Set("kind", "APIResourceList")
            // The core group's document has none: a client of before groups would stumble (apiserver/pkg/endpoints/discovery).
            .Set("apiVersion", apiVersion == "v1" ? null : StringValue.Of("v1"))
            .Set("groupVersion", apiVersion)
            .Set("resources", ListValue.Of(served.SelectMany(Lines)))
            .ToMap();
    }

    public static MapValue Aggregated(bool isCore) => MapValue.Of(
        ("kind", "APIGroupDiscoveryList"),
        ("apiVersion", "apidiscovery.k8s.io/v2"),
        ("metadata", MapValue.Empty),
        ("items", ListValue.Of(isCore ? [AggregatedGroup("", "v1")] : Groups.Select(g => (Value)AggregatedGroup(g, g + "/v1")))));

    private static MapValue Group(string name)
    {
        var version = MapValue.Of(("groupVersion", name + "/v1"), ("version", "v1"));
        return MapValue.Of(("name", name), ("versions", ListValue.Of([version])), ("preferredVersion", version));
    }

    private static IEnumerable<Value> Lines(Resource resource)
    {
        yield return new MapBuilder()
            .Set("name", resource.Plural)
            .Set("singularName", resource.Singular)
            .Set("namespaced", resource.IsNamespaced)
            .Set("kind", resource.Kind)
            .Set("verbs", Texts(VerbsOf(resource)))
            .Set("shortNames", resource.ShortNames.Count == 0 ? null : Texts(resource.ShortNames))
            .Set("categories", resource.Categories.Count == 0 ? null : Texts(resource.Categories))
            .Set("storageVersionHash", StorageVersionHash(resource))
            .ToMap();
        foreach (var subresource in resource.Subresources)
        {
            var (group, version, kind, verbs) = Subresource(resource, subresource);
            yield return new MapBuilder()
                .Set("name", $"{resource.Plural}/{subresource}")
                .Set("singularName", "")
                .Set("namespaced", resource.IsNamespaced)
                .Set("group", group.Length == 0 ? null : StringValue.Of(group))
                .Set("version", group.Length == 0 ? null : StringValue.Of(version))
                .Set("kind", kind)
                .Set("verbs", Texts(verbs))
                .ToMap();
        }
    }

    private static MapValue AggregatedGroup(string group, string apiVersion)
    {
        var served = Served.Where(s => s.ApiVersion == apiVersion).Select(s => s.Resource).OrderBy(r => r.Plural, StringComparer.Ordinal);
        return MapValue.Of(
            ("metadata", group.Length == 0 ? MapValue.Empty : MapValue.Of(("name", group))),
            ("versions", ListValue.Of([MapValue.Of(
                ("version", "v1"),
                ("resources", ListValue.Of(served.Select(AggregatedResource))),
                ("freshness", "Current"))])));
    }

    private static Value AggregatedResource(Resource resource) => new MapBuilder()
        .Set("resource", resource.Plural)
        .Set("responseKind", ResponseKind("", "", resource.Kind))
        .Set("scope", resource.IsNamespaced ? "Namespaced" : "Cluster")
        .Set("singularResource", resource.Singular)
        .Set("verbs", Texts(VerbsOf(resource)))
        .Set("shortNames", resource.ShortNames.Count == 0 ? null : Texts(resource.ShortNames))
        .Set("categories", resource.Categories.Count == 0 ? null : Texts(resource.Categories))
        .Set("subresources", resource.Subresources.Count == 0 ? null : ListValue.Of(resource.Subresources.Select(s =>
        {
            var (group, version, kind, verbs) = Subresource(resource, s);
            return (Value)MapValue.Of(("subresource", s), ("responseKind", ResponseKind(group, version, kind)), ("verbs", Texts(verbs)));
        })))
        .ToMap();

    private static (string Group, string Version, string Kind, string[] Verbs) Subresource(Resource resource, string name) => name switch
    {
        "scale" => ("autoscaling", "v1", "Scale", ["get", "patch", "update"]),
        "binding" => ("", "", "Binding", ["create"]),
        "log" => ("", "", resource.Kind, ["get"]),
        "finalize" => ("", "", resource.Kind, ["update"]),
        _ => ("", "", resource.Kind, ["get", "patch", "update"]),
    };

    /// <summary>Namespaces are deleted one by one (registry/core/namespace).</summary>
    private static IEnumerable<string> VerbsOf(Resource resource) => resource.Kind == "Namespace" ? Verbs.Where(v => v != "deletecollection") : Verbs;

    /// <summary>Tells in which version a kind is stored: the first bytes of a hash (apiserver/pkg/endpoints/discovery, StorageVersionHash).</summary>
    private static string StorageVersionHash(Resource resource)
    {
        var version = resource.ApiVersion.Contains('/', StringComparison.Ordinal) ? resource.ApiVersion : "/" + resource.ApiVersion;
        return Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes($"{version}/{resource.Kind}")).AsSpan(0, 8));
    }

    private static MapValue ResponseKind(string group, string version, string kind) =>
        MapValue.Of(("group", group), ("version", version), ("kind", kind));

    private static ListValue Texts(IEnumerable<string> texts) => ListValue.Of(texts.Select(t => (Value)t));
}
