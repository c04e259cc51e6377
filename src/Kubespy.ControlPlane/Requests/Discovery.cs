using System.Security.Cryptography;
using System.Text;
using Kubespy.ControlPlane.Api;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Requests;

/// <summary>What the server serves: the documents under /api, /apis and /version, legacy and aggregated (KEP-3352).</summary>
internal sealed class Discovery
{
    private static readonly string[] CorePaths = ["/api", "/api/v1", "/apis", "/healthz", "/livez", "/openapi/v3", "/readyz", "/version"];

    private readonly ServedResources _served;

    public Discovery(ServedResources served)
    {
        _served = served;
        Root = MapValue.Of(("paths", ListValue.Of(
            CorePaths
                .Concat(Groups.SelectMany(g => served.VersionsOf(g).Select(v => $"/apis/{g}/{v}").Prepend($"/apis/{g}")))
                .Order(StringComparer.Ordinal)
                .Select(p => (Value)p))));
        Apis = MapValue.Of(("kind", "APIGroupList"), ("apiVersion", "v1"), ("groups", ListValue.Of(Groups.Select(g => (Value)Group(g)))));
    }

    public static MapValue Version { get; } = MapValue.Of(
        ("major", "1"), ("minor", "36"), ("emulationMajor", "1"), ("emulationMinor", "36"), ("minCompatibilityMajor", "1"), ("minCompatibilityMinor", "35"),
        ("gitVersion", $"v1.36.2{EmbeddedMark.VersionSuffix}"), ("gitCommit", ""), ("gitTreeState", "clean"), ("buildDate", "2026-01-01T00:00:00Z"),
        ("goVersion", ""), ("compiler", "dotnet"), ("platform", "linux/amd64"));

    public MapValue Root { get; }

    public static MapValue Api { get; } = MapValue.Of(
        ("kind", "APIVersions"),
        ("versions", ListValue.Of(["v1"])),
        ("serverAddressByClientCIDRs", ListValue.Of([MapValue.Of(("clientCIDR", "0.0.0.0/0"), ("serverAddress", "127.0.0.1"))])));

    public MapValue Apis { get; }

    private IEnumerable<string> Groups => _served.Groups.Where(g => g.Length > 0);

    public MapValue? GroupDocument(string group) =>
        Groups.Contains(group) ? new MapBuilder().Set("kind", "APIGroup").Set("apiVersion", "v1").SetAll(Group(group)).ToMap() : null;

    /// <summary>The resources of a group version, each subresource a line of its own.</summary>
    public MapValue? ResourceList(string apiVersion)
    {
        var served = _served.In(apiVersion).ToArray();
        return served.Length == 0 ? null : new MapBuilder()
            .Set("kind", "APIResourceList")
            // The core group's document has none: a client of before groups would stumble (apiserver/pkg/endpoints/discovery).
            .Set("apiVersion", apiVersion == "v1" ? null : StringValue.Of("v1"))
            .Set("groupVersion", apiVersion)
            .Set("resources", ListValue.Of(served.SelectMany(s => Lines(s.Resource))))
            .ToMap();
    }

    public MapValue Aggregated(bool isCore) => MapValue.Of(
        ("kind", "APIGroupDiscoveryList"),
        ("apiVersion", "apidiscovery.k8s.io/v2"),
        ("metadata", MapValue.Empty),
        ("items", ListValue.Of((isCore ? [""] : Groups).Select(g => (Value)AggregatedGroup(g)))));

    private MapValue Group(string name)
    {
        var versions = _served.VersionsOf(name).Select(v => (Value)MapValue.Of(("groupVersion", $"{name}/{v}"), ("version", v))).ToArray();
        return MapValue.Of(("name", name), ("versions", ListValue.Of(versions)), ("preferredVersion", versions[0]));
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
            .Set("storageVersionHash", resource.IsStored ? StringValue.Of(StorageVersionHash(resource)) : null)
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

    private MapValue AggregatedGroup(string group) => MapValue.Of(
        ("metadata", group.Length == 0 ? MapValue.Empty : MapValue.Of(("name", group))),
        ("versions", ListValue.Of(_served.VersionsOf(group).Select(version => (Value)MapValue.Of(
            ("version", version),
            ("resources", ListValue.Of(_served.In(group.Length == 0 ? version : $"{group}/{version}").Select(s => (Value)AggregatedResource(s.Resource)))),
            ("freshness", "Current"))))));

    private static MapValue AggregatedResource(Resource resource) => new MapBuilder()
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
        "eviction" => ("policy", "v1", "Eviction", ["create"]),
        "token" => ("authentication.k8s.io", "v1", "TokenRequest", ["create"]),
        "log" => ("", "", resource.Kind, ["get"]),
        "finalize" => ("", "", resource.Kind, ["update"]),
        _ => ("", "", resource.Kind, ["get", "patch", "update"]),
    };

    /// <summary>Namespaces are deleted one by one (registry/core/namespace).</summary>
    private static IEnumerable<string> VerbsOf(Resource resource) => resource.Kind == "Namespace" ? resource.Verbs.Where(v => v != "deletecollection") : resource.Verbs;

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
