using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.CustomResources;

/// <summary>Fills in the defaults of a schema, outer ones first (apiextensions-apiserver/pkg/apiserver/schema/defaulting).</summary>
internal static class StructuralDefaults
{
    public static MapValue Apply(MapValue map, StructuralSchema schema)
    {
        var result = map;
        foreach (var (name, property) in schema.Properties)
        {
            // A null that may not be one is as good as unset where there is a default.
            if (property.Default is { } standard && (result[name] is null || (result[name] is NullValue && !property.IsNullable)))
            {
                result = result.With(name, standard);
            }
        }

        foreach (var (name, value) in result)
        {
            if (schema.Below(name) is { } below)
            {
                result = result.With(name, Apply(value, below));
            }
        }

        return result;
    }

    private static Value Apply(Value value, StructuralSchema schema) => value switch
    {
        MapValue map => Apply(map, schema),
        ListValue list when schema.Items is { } items => ListValue.Of(list.Select(item => Apply(item, items))),
        _ => value,
    };
}
