using System.Globalization;
using Kubespy.ControlPlane.Api.Schema;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.CustomResources;

/// <summary>
/// Brings a custom object into the form that the API server gives it: fields that the schema does not have are pruned, names are in
/// alphabetical order, metadata is canonical (apiextensions-apiserver/pkg/apiserver/schema/{pruning,objectmeta}).
/// </summary>
internal sealed class StructuralNormalizer(List<string> unknown)
{
    /// <exception cref="DecodingException">The metadata is not what metadata is.</exception>
    public MapValue Normalize(MapValue root, StructuralSchema schema) => NormalizeMap(root, schema, "", isObject: true);

    private Value Normalize(Value value, StructuralSchema schema, string path) => value switch
    {
        MapValue map => NormalizeMap(map, schema, path, schema.IsEmbedded),
        ListValue list => ListValue.Of(list.Select((item, i) => Normalize(
            item, schema.Items ?? StructuralSchema.Anything, string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]")))),
        _ => value,
    };

    private MapValue NormalizeMap(MapValue map, StructuralSchema schema, string path, bool isObject)
    {
        var result = new List<KeyValuePair<string, Value>>(map.Count);
        foreach (var (name, value) in map)
        {
            var at = path.Length == 0 ? name : $"{path}.{name}";
            if (isObject && name is "apiVersion" or "kind")
            {
                result.Add(new(name, value));
            }
            else if (isObject && name == "metadata")
            {
                result.Add(new(name, Metadata(value, at)));
            }
            else if (schema.Below(name) is { } below)
            {
                result.Add(new(name, Normalize(value, below, at)));
            }
            else
            {
                unknown.Add(at);
            }
        }

        return MapValue.Of(result.OrderBy(e => e.Key, StringComparer.Ordinal));
    }

    private Value Metadata(Value value, string path)
    {
        if (value is not MapValue map)
        {
            throw new DecodingException($"json: cannot unmarshal {JsonKind.NameOf(value)} into Go struct field ObjectMeta.metadata of type v1.ObjectMeta");
        }

        var normalizer = new ObjectNormalizer();
        var normal = normalizer.Normalize(map, Schemas.ObjectMeta);
        unknown.AddRange(normalizer.UnknownFields.Select(u => $"{path}.{u}"));
        return Sorted(normal);
    }

    private static Value Sorted(Value value) => value switch
    {
        MapValue map => MapValue.Of(map.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => KeyValuePair.Create(e.Key, Sorted(e.Value)))),
        ListValue list => ListValue.Of(list.Select(Sorted)),
        _ => value,
    };
}
