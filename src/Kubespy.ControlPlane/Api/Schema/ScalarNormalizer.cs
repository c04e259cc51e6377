using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Schema;

/// <summary>Scalars in their canonical form; null where the value is of the wrong kind.</summary>
internal static class ScalarNormalizer
{
    public static Value? Normalize(Value given, FieldType type) => type.Kind switch
    {
        FieldKind.String => given as StringValue,
        FieldKind.Boolean => given as BoolValue,
        FieldKind.Integer => given is NumberValue number ? NormalizeInteger(number, type) : null,
        FieldKind.Number => given as NumberValue,
        FieldKind.IntOrString => given is StringValue || (given is NumberValue whole && whole.IsInteger) ? given : null,
        FieldKind.Quantity => NormalizeQuantity(given),
        FieldKind.Time => NormalizeTime(given, Timestamp.Format),
        FieldKind.MicroTime => NormalizeTime(given, Timestamp.FormatMicro),
        FieldKind.Duration => given as StringValue,
        FieldKind.Bytes => given is StringValue text && GoBase64.ErrorAt(text.Text) is null ? NormalizeBytes(text) : null,
        _ => given,
    };

    private static NumberValue? NormalizeInteger(NumberValue number, FieldType type)
    {
        if (!number.IsInteger || number.TryInt64() is not { } value)
        {
            return null;
        }

        return type.GoType == "int32" && value is < int.MinValue or > int.MaxValue ? null : number;
    }

    /// <summary>A quantity's text as the server shows it; null where it is none. A ResourceList's amounts are rounded to thousandths.</summary>
    internal static StringValue? NormalizeQuantity(Value given, bool isRounded = false)
    {
        if (TextOfQuantity(given) is not { } text || ParsedQuantity.Parse(text, out _) is not { } quantity)
        {
            return null;
        }

        var shown = (isRounded ? quantity.RoundedToMilli : quantity).Shown;
        return given is StringValue same && same.Text == shown ? same : StringValue.Of(shown);
    }

    /// <summary>What Go reads as the quantity; null where the value has no text of its own.</summary>
    internal static string? TextOfQuantity(Value given) => given switch
    {
        StringValue s => s.Text.Trim(),
        NumberValue n => n.Literal,
        _ => null,
    };

    private static StringValue? NormalizeTime(Value given, Func<DateTimeOffset, string> format)
    {
        if (given is not StringValue text || Timestamp.Parse(text.Text) is not { } time)
        {
            return null;
        }

        var canonical = format(time);
        return text.Text == canonical ? text : StringValue.Of(canonical);
    }

    /// <summary>Without the line breaks that the text may have.</summary>
    private static StringValue NormalizeBytes(StringValue given)
    {
        var canonical = given.Text.AsSpan().ContainsAny('\r', '\n') ? Convert.ToBase64String(Convert.FromBase64String(given.Text)) : given.Text;
        return canonical == given.Text ? given : StringValue.Of(canonical);
    }
}
