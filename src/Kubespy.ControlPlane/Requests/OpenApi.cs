using System.Collections.Concurrent;
using System.Security.Cryptography;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Api.CustomResources;
using Kubespy.ControlPlane.Api.Schema;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Requests;

/// <summary>
/// OpenAPI v3 of what is served, made from the field table: names, types, lists and keys, enough for kubectl's validation,
/// apply and explain. The table has no descriptions, so neither has this.
/// </summary>
internal sealed class OpenApi
{
    private readonly ConcurrentDictionary<string, byte[]> _documents = new(StringComparer.Ordinal);
    private readonly ServedResources _served;
    private readonly Lazy<MapValue> _index;

    public OpenApi(ServedResources served)
    {
        _served = served;
        _index = new(() => MapValue.Of(("paths", MapValue.Of(GroupVersions.Select(gv => KeyValuePair.Create(
            gv, (Value)MapValue.Of(("serverRelativeURL", $"/openapi/v3/{gv}?hash={Convert.ToHexString(SHA256.HashData(Document(gv)!))}"))))))));
    }

    public MapValue Index => _index.Value;

    /// <summary>
    /// OpenAPI v2 of nothing, as protobuf (gnostic's OpenAPIv2.proto: swagger = 1, info = 2 with title = 1 and version = 2). kubectl asks for it before it
    /// applies a List, and takes what it does not find there for valid: the server checks it.
    /// </summary>
    public static byte[] Version2 { get; } = [0x0a, 3, .. "2.0"u8, 0x12, 21, 0x0a, 10, .. "Kubernetes"u8, 0x12, 7, .. "v1.36.2"u8];

    /// <summary>The same for who asks for JSON.</summary>
    public static MapValue Version2Json { get; } = MapValue.Of(
        ("swagger", "2.0"), ("info", MapValue.Of(("title", "Kubernetes"), ("version", "v1.36.2"))), ("paths", MapValue.Empty));

    private IEnumerable<string> GroupVersions => _served.Versions.Select(v => PathOf(v.ApiVersion)).Distinct();

    /// <summary>The document of a group version, <c>apis/apps/v1</c>; null where there is none.</summary>
    public byte[]? Document(string groupVersion) =>
        GroupVersions.Contains(groupVersion) ? _documents.GetOrAdd(groupVersion, gv => ValueWriter.Write(Build(gv))) : null;

    private static string PathOf(string apiVersion) => apiVersion == "v1" ? "api/v1" : $"apis/{apiVersion}";

    private MapValue Build(string groupVersion)
    {
        var schemas = new SortedDictionary<string, Value>(StringComparer.Ordinal);
        var paths = new SortedDictionary<string, Value>(StringComparer.Ordinal);
        foreach (var served in _served.Versions.Where(v => PathOf(v.ApiVersion) == groupVersion))
        {
            if (served.Schema.Structure is { } structure)
            {
                AddCustomType(schemas, served, structure);
            }
            else
            {
                AddType(schemas, served.Schema);
            }

            var gvk = MapValue.Of(("group", served.Group), ("kind", served.Resource.Kind), ("version", served.Version));
            var name = NameOf(served.Schema);
            schemas[name] = ((MapValue)schemas[name]).With("x-kubernetes-group-version-kind", ListValue.Of([gvk]));
            AddPaths(paths, groupVersion, served.Resource, gvk, name);
        }

        return MapValue.Of(
            ("openapi", "3.0.0"),
            ("info", MapValue.Of(("title", "Kubernetes"), ("version", "v1.36.2+kubespy"))),
            ("paths", MapValue.Of(paths)),
            ("components", MapValue.Of(("schemas", MapValue.Of(schemas)))));
    }

    private static void AddPaths(SortedDictionary<string, Value> paths, string groupVersion, Resource resource, MapValue gvk, string schema)
    {
        var root = $"/{groupVersion}/{(resource.IsNamespaced ? "namespaces/{namespace}/" : "")}{resource.Plural}";
        var answer = MapValue.Of(("200", MapValue.Of(("description", "OK"), ("content", MapValue.Of(
            ("application/json", MapValue.Of(("schema", Reference(schema)))))))));
        paths[root] = MapValue.Of(("get", Operation("list")), ("post", Operation("post")));
        paths[root + "/{name}"] = MapValue.Of(("get", Operation("get")), ("patch", Operation("patch")), ("put", Operation("put")));

        MapValue Operation(string action) => MapValue.Of(
            ("operationId", $"{action}{resource.Kind}"),
            ("parameters", ListValue.Of([
                Parameter("dryRun"), Parameter("fieldManager"), Parameter("fieldValidation"),
            ])),
            ("responses", answer),
            ("x-kubernetes-action", action),
            ("x-kubernetes-group-version-kind", gvk));

        static Value Parameter(string name) => MapValue.Of(("name", name), ("in", "query"), ("schema", MapValue.Of(("type", "string"))));
    }

    /// <summary>A custom resource's schema as it was written, and what every object has.</summary>
    private static void AddCustomType(SortedDictionary<string, Value> schemas, ServedVersion served, StructuralSchema structure)
    {
        AddType(schemas, Schemas.ObjectMeta);
        var text = MapValue.Of(("type", "string"));
        var metadata = MapValue.Of(("allOf", ListValue.Of([Reference(NameOf(Schemas.ObjectMeta))])));
        var properties = (structure.Rules.MapAt("properties") ?? MapValue.Empty)
            .Overlaid(MapValue.Of(("apiVersion", text), ("kind", text), ("metadata", metadata)));
        schemas[NameOf(served.Schema)] = structure.Rules.With("type", "object").With("properties", properties);
    }

    private static void AddType(SortedDictionary<string, Value> schemas, TypeSchema type)
    {
        var name = NameOf(type);
        if (schemas.ContainsKey(name))
        {
            return;
        }

        schemas[name] = MapValue.Empty;
        var properties = MapValue.Of(type.Fields.Select(f => KeyValuePair.Create(f.Name, (Value)Property(schemas, f))));
        var required = type.Fields.Where(f => !f.OmitsEmpty && f.Type.Kind != FieldKind.Object && !f.Type.IsPointer).Select(f => (Value)f.Name).ToArray();
        schemas[name] = new MapBuilder()
            .Set("type", "object")
            .Set("required", required.Length == 0 ? null : ListValue.Of(required))
            .Set("properties", properties)
            .ToMap();
    }

    private static MapValue Property(SortedDictionary<string, Value> schemas, FieldSchema field)
    {
        var schema = Type(schemas, field.Type);
        if (field.Patch.HasFlag(PatchStrategy.Merge))
        {
            schema = schema.With("x-kubernetes-patch-strategy", field.Patch.HasFlag(PatchStrategy.RetainKeys) ? "merge,retainKeys" : "merge");
        }

        if (field.MergeKey is { } key)
        {
            schema = schema.With("x-kubernetes-patch-merge-key", key);
        }

        if (field.Type.Kind == FieldKind.List)
        {
            schema = field.Ownership switch
            {
                ListOwnership.Map => schema.With("x-kubernetes-list-type", "map")
                    .With("x-kubernetes-list-map-keys", ListValue.Of(field.MapKeys.Select(k => (Value)k))),
                ListOwnership.Set => schema.With("x-kubernetes-list-type", "set"),
                _ => schema.With("x-kubernetes-list-type", "atomic"),
            };
        }

        return schema;
    }

    private static MapValue Type(SortedDictionary<string, Value> schemas, FieldType type)
    {
        switch (type.Kind)
        {
            case FieldKind.Object:
                AddType(schemas, type.Object!);
                return MapValue.Of(("allOf", ListValue.Of([Reference(NameOf(type.Object!))])), ("default", MapValue.Empty));
            case FieldKind.List:
                return MapValue.Of(("type", "array"), ("items", Type(schemas, type.Element!)));
            case FieldKind.Map:
                return MapValue.Of(("type", "object"), ("additionalProperties", Type(schemas, type.Element!)));
            case FieldKind.Boolean:
                return MapValue.Of(("type", "boolean"));
            case FieldKind.Integer:
                return MapValue.Of(("type", "integer"), ("format", type.GoType == "int64" ? "int64" : "int32"));
            case FieldKind.Number:
                return MapValue.Of(("type", "number"), ("format", "double"));
            case FieldKind.Bytes:
                return MapValue.Of(("type", "string"), ("format", "byte"));
            case FieldKind.Time or FieldKind.MicroTime:
                return MapValue.Of(("type", "string"), ("format", "date-time"));
            case FieldKind.IntOrString:
                return MapValue.Of(("format", "int-or-string"), ("oneOf", ListValue.Of([MapValue.Of(("type", "integer")), MapValue.Of(("type", "string"))])));
            case FieldKind.Quantity:
                return MapValue.Of(("oneOf", ListValue.Of([MapValue.Of(("type", "string")), MapValue.Of(("type", "number"))])));
            case FieldKind.Raw:
                return MapValue.Of(("type", "object"));
            default:
                return MapValue.Of(("type", "string"));
        }
    }

    private static MapValue Reference(string name) => MapValue.Of(("$ref", $"#/components/schemas/{name}"));

    /// <summary>The name that Kubernetes gives the type: <c>io.k8s.api.apps.v1.Deployment</c>.</summary>
    private static string NameOf(TypeSchema type)
    {
        if (type.Structure is not null)
        {
            // example.com/v1.Widget is com.example.v1.Widget.
            var slash = type.Name.IndexOf('/', StringComparison.Ordinal);
            return $"{string.Join('.', type.Name[..slash].Split('.').Reverse())}.{type.Name[(slash + 1)..]}";
        }

        var dotted = type.Name.Replace('/', '.');
        return dotted.StartsWith("meta.", StringComparison.Ordinal) ? $"io.k8s.apimachinery.pkg.apis.{dotted}" : $"io.k8s.api.{dotted}";
    }
}
