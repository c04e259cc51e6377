using System.Globalization;
using Google.Protobuf;
using Kubespy.ControlPlane.Api.Schema;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Robustness;

/// <summary>
/// Encodes objects as Go clients of Kubernetes do: the envelope of runtime.Unknown, fields by number, structs that are no pointers always
/// (generated.proto, generated.pb.go).
/// </summary>
internal static class ProtobufEncoder
{
    public static byte[] Encode(MapValue root, TypeSchema type)
    {
        var meta = Message(output =>
        {
            Text(output, 1, root.StringAt("apiVersion")!);
            Text(output, 2, root.StringAt("kind")!);
        });
        return [.. "k8s\0"u8, .. Message(output =>
        {
            Bytes(output, 1, meta);
            Bytes(output, 2, Struct(root, type));
        })];
    }

    private static byte[] Struct(MapValue map, TypeSchema type) => Message(output =>
    {
        foreach (var field in type.Declared.Where(f => f.Number > 0).OrderBy(f => f.Number))
        {
            if (field.IsEmbedded)
            {
                Bytes(output, field.Number, Struct(map, field.Type.Object!));
            }
            else if (map[field.Name] is { } value and not NullValue)
            {
                Field(output, field.Number, value, field.Type);
            }
        }
    });

    private static void Field(CodedOutputStream output, int number, Value value, FieldType type)
    {
        switch (type.Kind)
        {
            case FieldKind.List:
                foreach (var item in (ListValue)value)
                {
                    Field(output, number, item, type.Element!);
                }

                break;
            case FieldKind.Map:
                foreach (var (name, entry) in (MapValue)value)
                {
                    Bytes(output, number, Message(inner =>
                    {
                        Text(inner, 1, name);
                        if (type.Element!.Kind == FieldKind.List)
                        {
                            Bytes(inner, 2, Message(wrapped => Field(wrapped, 1, entry, type.Element!)));
                        }
                        else
                        {
                            Field(inner, 2, entry, type.Element!);
                        }
                    }));
                }

                break;
            case FieldKind.Boolean or FieldKind.Integer:
                output.WriteTag(number, WireFormat.WireType.Varint);
                output.WriteInt64(value.AsBool() is { } flag ? flag ? 1 : 0 : value.AsInt64()!.Value);
                break;
            case FieldKind.Number:
                output.WriteTag(number, WireFormat.WireType.Fixed64);
                output.WriteDouble(((NumberValue)value).ToDouble());
                break;
            case FieldKind.String:
                Text(output, number, value.AsString()!);
                break;
            case FieldKind.Bytes:
                Bytes(output, number, Convert.FromBase64String(value.AsString()!));
                break;
            default:
                Bytes(output, number, Composite(value, type));
                break;
        }
    }

    /// <summary>What is a message of its own: structs, quantities, times, and what is kept raw.</summary>
    private static byte[] Composite(Value value, FieldType type) => type.Kind switch
    {
        FieldKind.Object => Struct((MapValue)value, type.Object!),
        FieldKind.Quantity => Message(output => Text(output, 1, value.AsString()!)),
        FieldKind.IntOrString => Message(output =>
        {
            output.WriteTag(1, WireFormat.WireType.Varint);
            output.WriteInt64(value is StringValue ? 1 : 0);
            output.WriteTag(2, WireFormat.WireType.Varint);
            output.WriteInt64(value.AsInt64() ?? 0);
            Text(output, 3, value.AsString() ?? "");
        }),
        FieldKind.Time or FieldKind.MicroTime => Message(output =>
        {
            var time = Timestamp.Parse(value.AsString())!.Value;
            output.WriteTag(1, WireFormat.WireType.Varint);
            output.WriteInt64(time.ToUnixTimeSeconds());
            output.WriteTag(2, WireFormat.WireType.Varint);
            output.WriteInt64(time.Ticks % TimeSpan.TicksPerSecond * 100);
        }),
        FieldKind.Duration => Message(output =>
        {
            output.WriteTag(1, WireFormat.WireType.Varint);
            output.WriteInt64(3600L * 1_000_000_000);
        }),
        FieldKind.Raw => Message(output => Bytes(output, 1, ValueWriter.Write(value))),
        _ => throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{type.Kind} has no protobuf form here")),
    };

    private static void Text(CodedOutputStream output, int number, string text)
    {
        output.WriteTag(number, WireFormat.WireType.LengthDelimited);
        output.WriteString(text);
    }

    private static void Bytes(CodedOutputStream output, int number, byte[] bytes)
    {
        output.WriteTag(number, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(bytes));
    }

    private static byte[] Message(Action<CodedOutputStream> write)
    {
        using var memory = new MemoryStream();
        using (var output = new CodedOutputStream(memory, leaveOpen: true))
        {
            write(output);
        }

        return memory.ToArray();
    }
}
