using System.Text;
using Kubespy.ControlPlane.Api.Schema;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Deployments;

/// <summary>
/// The pod-template-hash: FNV-1a over a dump of the typed template, each unset field included, so it equals the real one's
/// only for the same release's types (pkg/controller/controller_utils.go ComputeHash, pkg/util/hash, go-spew).
/// </summary>
public static class PodTemplateHash
{
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";

    public static string Compute(MapValue template, long? collisionCount)
    {
        var dump = new StringBuilder("(v1.PodTemplateSpec)");
        DumpObject(dump, template, Schemas.PodTemplateSpec);
        var hash = 2166136261u;
        foreach (var b in Encoding.UTF8.GetBytes(dump.ToString()))
        {
            hash = (hash ^ b) * 16777619u;
        }

        if (collisionCount is { } collisions)
        {
            Span<byte> suffix = stackalloc byte[8];
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(suffix, (uint)collisions);
            foreach (var b in suffix)
            {
                hash = (hash ^ b) * 16777619u;
            }
        }

        return SafeEncode(hash);
    }

    /// <summary>The hash in decimal, in letters and digits that form no words (SafeEncodeString in apimachinery/pkg/util/rand).</summary>
    internal static string SafeEncode(uint hash) =>
        string.Concat(hash.ToString(System.Globalization.CultureInfo.InvariantCulture).Select(c => Alphabet[c % Alphabet.Length]));

    private static void DumpObject(StringBuilder dump, MapValue? value, TypeSchema type)
    {
        dump.Append('{');
        var isFirst = true;
        foreach (var field in type.Declared)
        {
            dump.Append(isFirst ? "" : " ").Append(field.GoName).Append(':');
            isFirst = false;
            Dump(dump, field.IsEmbedded ? value : value?[field.Name], field.Type, isTyped: true);
        }

        dump.Append('}');
    }

    private static void Dump(StringBuilder dump, Value? value, FieldType type, bool isTyped)
    {
        value = value is NullValue ? null : value;
        if (isTyped)
        {
            dump.Append('(').Append(type.IsPointer ? "*" : "").Append(type.GoType).Append(')');
        }
        else if (type.IsPointer)
        {
            dump.Append(value is null ? "" : "<*>");
        }

        if (value is null && (type.IsPointer || type.Kind is FieldKind.List or FieldKind.Map or FieldKind.Bytes))
        {
            dump.Append("<nil>");
            return;
        }

        switch (type.Kind)
        {
            case FieldKind.Object:
                DumpObject(dump, value as MapValue, type.Object!);
                break;
            case FieldKind.List:
                dump.Append('[');
                DumpItems(dump, (ListValue)value!, type.Element!);
                dump.Append(']');
                break;
            case FieldKind.Map:
                DumpMap(dump, (MapValue)value!, type.Element!);
                break;
            default:
                DumpScalar(dump, value, type.Kind);
                break;
        }
    }

    private static void DumpItems(StringBuilder dump, ListValue items, FieldType element)
    {
        for (var i = 0; i < items.Count; i++)
        {
            dump.Append(i == 0 ? "" : " ");
            Dump(dump, items[i], element, isTyped: false);
        }
    }

    private static void DumpMap(StringBuilder dump, MapValue map, FieldType element)
    {
        dump.Append("map[");
        var isFirst = true;
        foreach (var (name, value) in map.OrderBy(e => e.Key, StringComparer.Ordinal))
        {
            dump.Append(isFirst ? "" : " ").Append(name).Append(':');
            isFirst = false;
            Dump(dump, value, element, isTyped: false);
        }

        dump.Append(']');
    }

    private static void DumpScalar(StringBuilder dump, Value? value, FieldKind kind)
    {
        _ = kind switch
        {
            FieldKind.Boolean => dump.Append(value?.AsBool() == true ? "true" : "false"),
            FieldKind.Integer => dump.Append(value?.AsInt64() ?? 0),
            FieldKind.IntOrString when value is StringValue text => dump.Append("{Type:(intstr.Type)1 IntVal:(int32)0 StrVal:(string)").Append(text.Text).Append('}'),
            FieldKind.IntOrString => dump.Append("{Type:(intstr.Type)0 IntVal:(int32)").Append(value?.AsInt64() ?? 0).Append(" StrVal:(string)}"),
            FieldKind.Time or FieldKind.MicroTime => dump.Append("{Time:(time.Time){wall:(uint64)0 ext:(int64)0 loc:(*time.Location)<nil>}}"),
            FieldKind.Quantity => ParsedQuantity.Parse(value?.AsString() ?? "0", out _)!.Value.Dump(dump),
            _ => dump.Append(value?.AsString()),
        };
    }
}
