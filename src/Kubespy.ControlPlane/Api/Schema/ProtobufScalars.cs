using Google.Protobuf;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Schema;

/// <summary>The messages that JSON shows as one scalar: Time, MicroTime, Quantity, IntOrString, Duration, raw JSON.</summary>
internal static class ProtobufScalars
{
    public static Value Read(CodedInputStream input, uint tag, FieldKind kind)
    {
        if (WireFormat.GetTagWireType(tag) != WireFormat.WireType.LengthDelimited)
        {
            throw new ApiException(ApiStatus.BadRequest($"protobuf: a {kind} is no message"));
        }

        var bytes = input.ReadBytes();
        if (bytes.IsEmpty && kind is FieldKind.Time or FieldKind.MicroTime)
        {
            // Go writes its zero time so, which JSON shows as null (apimachinery, pkg/apis/meta/v1/time_proto.go).
            return Value.Null;
        }

        var (first, second, text) = ReadParts(bytes.CreateCodedInput());
        return kind switch
        {
            FieldKind.Time => StringValue.Of(Timestamp.Format(DateTimeOffset.FromUnixTimeSeconds(first))),
            FieldKind.MicroTime => StringValue.Of(Timestamp.FormatMicro(DateTimeOffset.FromUnixTimeSeconds(first).AddTicks(second / 100))),
            FieldKind.IntOrString => first == 1 ? StringValue.Of(text.ToStringUtf8()) : NumberValue.Of(second),
            FieldKind.Raw => ValueReader.Read(text.Span),
            _ => StringValue.Of(text.ToStringUtf8()),
        };
    }

    /// <summary>Each of these messages has at most two numbers (fields 1 and 2) and one text (wherever it stands).</summary>
    private static (long First, long Second, ByteString Text) ReadParts(CodedInputStream input)
    {
        var (first, second, text) = (0L, 0L, ByteString.Empty);
        while (input.ReadTag() is var tag and not 0)
        {
            switch (WireFormat.GetTagFieldNumber(tag), WireFormat.GetTagWireType(tag))
            {
                case (_, WireFormat.WireType.LengthDelimited):
                    text = input.ReadBytes();
                    break;
                case (1, WireFormat.WireType.Varint):
                    first = input.ReadInt64();
                    break;
                case (2, WireFormat.WireType.Varint):
                    second = input.ReadInt64();
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }

        return (first, second, text);
    }
}
