using Kubespy.ControlPlane.Api.Schema;
using Kubespy.ControlPlane.Api.Strategies;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.CustomResources;

/// <summary>Makes of a CustomResourceDefinition what is served by it: one resource, in its versions.</summary>
public static class CustomDefinition
{
    public static IReadOnlyList<ServedVersion> VersionsOf(KubeObject definition)
    {
        var spec = definition.Spec ?? MapValue.Empty;
        var versions = spec.ListAt("versions");
        var storage = versions.First(v => v.BoolAt("storage") == true);
        var resource = ResourceOf(spec, storage);
        return [.. versions.Where(v => v.BoolAt("served") == true).Select(v => Version(resource, v, storage))];
    }

    private static Resource ResourceOf(MapValue spec, Value storage)
    {
        var names = spec.MapAt("names") ?? MapValue.Empty;
        var (group, version, kind) = (spec.StringAt("group") ?? "", storage.StringAt("name") ?? "", names.StringAt("kind") ?? "");
        var scale = storage.At("subresources", "scale");
        var hasStatus = storage.At("subresources", "status") is MapValue;
        return new Resource
        {
            Group = group,
            Version = version,
            Kind = kind,
            Plural = names.StringAt("plural") ?? "",
            Singular = names.StringAt("singular") ?? "",
            ListKind = names.StringAt("listKind") ?? kind + "List",
            ShortNames = Texts(names, "shortNames"),
            Categories = Texts(names, "categories"),
            IsNamespaced = spec.StringAt("scope") == "Namespaced",
            Subresources = [.. scale is MapValue ? ["scale"] : (string[])[], .. hasStatus ? ["status"] : (string[])[]],
            Scale = scale is MapValue ? ScalePaths.Of(scale) : ScalePaths.BuiltIn,
            SelectablePaths = [.. storage.ListAt("selectableFields").Select(f => (f.StringAt("jsonPath") ?? "").TrimStart('.'))],
            Strategy = new CustomResourceStrategy(hasStatus),
            Schema = SchemaOf(storage, group, version, kind),
        };
    }

    private static ServedVersion Version(Resource resource, Value version, Value storage)
    {
        var name = version.StringAt("name") ?? "";
        var columns = version.ListAt("additionalPrinterColumns");
        if (ReferenceEquals(version, storage))
        {
            return new ServedVersion(resource, resource.Group, name) { PrinterColumns = columns };
        }

        var schema = SchemaOf(version, resource.Group, name, resource.Kind);
        var apiVersion = $"{resource.Group}/{name}";
        return new ServedVersion(resource, resource.Group, name)
        {
            PrinterColumns = columns,
            Schema = schema,
            ToServed = stored => new KubeObject(new ObjectNormalizer().Normalize(
                StructuralDefaults.Apply(stored.Root, schema.Structure!).With("apiVersion", apiVersion), schema)),
            ToStored = given => given.With("apiVersion", resource.ApiVersion),
        };
    }

    private static TypeSchema SchemaOf(Value version, string group, string name, string kind) =>
        StructuralSchema.Of(version.MapAt("schema", "openAPIV3Schema")).ToObjectType($"{group}/{name}.{kind}");

    private static string[] Texts(MapValue names, string field) => [.. names.ListAt(field).Select(t => t.AsString() ?? "")];
}
