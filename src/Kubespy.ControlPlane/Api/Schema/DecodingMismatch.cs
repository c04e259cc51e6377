using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Schema;

/// <summary>A value of the wrong kind, in the words of Go's encoding/json and of the types that decode themselves.</summary>
internal static class DecodingMismatch
{
    /// <param name="given">The value.</param>
    /// <param name="type">What it should be.</param>
    /// <param name="owner">The struct whose field, or whose field's item or entry, it is.</param>
    /// <param name="root">The type of the whole.</param>
    /// <param name="path">The names that lead to it from there.</param>
    public static DecodingException Of(Value given, FieldType type, TypeSchema owner, TypeSchema root, IEnumerable<string> path)
    {
        if (type.Kind == FieldKind.Quantity)
        {
            ParsedQuantity.Parse(ScalarNormalizer.TextOfQuantity(given) ?? "", out var error);
            return new DecodingException(error);
        }

        if (type.Kind is FieldKind.Time or FieldKind.MicroTime && given is StringValue time)
        {
            return new DecodingException($"parsing time {StringValue.Of(time.Text)} as \"2006-01-02T15:04:05Z07:00\": cannot parse {StringValue.Of(time.Text)} as \"2006\"");
        }

        if (type.Kind == FieldKind.Bytes && given is StringValue bytes)
        {
            return new DecodingException($"illegal base64 data at input byte {GoBase64.ErrorAt(bytes.Text)}");
        }

        var goType = type.Kind switch
        {
            FieldKind.Time or FieldKind.MicroTime or FieldKind.Duration => "string",
            FieldKind.IntOrString => "int32",
            _ => type.GoType,
        };
        var what = given is NumberValue number && type.Kind is FieldKind.Integer or FieldKind.IntOrString ? $"number {number.Literal}" : JsonKind.NameOf(given);
        var typeName = owner.GoType[(owner.GoType.LastIndexOf('.') + 1)..];
        return new DecodingException($"json: cannot unmarshal {what} into Go struct field {typeName}.{GoPath(root, path)} of type {goType}");
    }

    /// <summary>The path as Go tells it: with the embedded structs, whose names JSON leaves out, and without the keys of maps.</summary>
    private static string GoPath(TypeSchema root, IEnumerable<string> path)
    {
        var names = new List<string>();
        FieldType? within = null;
        var isRoot = true;
        foreach (var name in path)
        {
            if (within?.Kind == FieldKind.Map)
            {
                within = ItemOf(within.Element);
                continue;
            }

            var type = isRoot ? root : within?.Object;
            isRoot = false;
            within = type is null ? null : ItemOf(Find(type, name, names));
            names.Add(name);
        }

        return string.Join('.', names);
    }

    /// <summary>What a list's items are; else the type itself.</summary>
    private static FieldType? ItemOf(FieldType? type) => type is { Kind: FieldKind.List } ? ItemOf(type.Element) : type;

    /// <summary>The type of the field; the names of the structs that it is embedded in are added.</summary>
    private static FieldType? Find(TypeSchema type, string name, List<string> embedded)
    {
        foreach (var field in type.Declared)
        {
            if (!field.IsEmbedded && field.Name == name)
            {
                return field.Type;
            }

            if (field.IsEmbedded && field.Type.Object!.Find(name) is not null)
            {
                embedded.Add(field.GoName);
                return Find(field.Type.Object!, name, embedded);
            }
        }

        return null;
    }
}
