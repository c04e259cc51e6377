using Kubespy.ControlPlane.Api.Schema;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.ManagedFields;

/// <summary>By what the items of a list are told apart, in the written form of field sets.</summary>
internal static class ListKeys
{
    /// <summary>A port without a protocol is one of TCP: the one key of the API that has a default.</summary>
    private const string Protocol = "protocol";

    /// <summary>
    /// What a key counts as that an item leaves out: TCP, or the empty text or 0 of a field that JSON always has, which OpenAPI marks as its default;
    /// null where there is none.
    /// </summary>
    public static Value? DefaultOf(FieldSchema field, string key) => key == Protocol ? StringValue.Of("TCP")
        : field.Type.Element?.GoType == "v1.LocalObjectReference" ? StringValue.Of("")
        : field.Type.Element?.Object?.Find(key) is { OmitsEmpty: false } given ? given.Type.Kind switch
        {
            FieldKind.String => StringValue.Of(""),
            FieldKind.Integer => NumberValue.Of(0),
            _ => null,
        }
        : null;

    /// <summary><c>k:{"name":"c"}</c> for the items of a map-like list, <c>v:"x"</c> for those of a set.</summary>
    public static string ElementOf(Value item, FieldSchema field)
    {
        if (field.Ownership == ListOwnership.Set)
        {
            return "v:" + item;
        }

        var key = new MapBuilder();
        foreach (var name in field.MapKeys.Order(StringComparer.Ordinal))
        {
            key.Set(name, item[name] ?? DefaultOf(field, name));
        }

        return "k:" + key.ToMap();
    }
}
