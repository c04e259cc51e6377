using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Kubespy.Core.Values;

/// <summary>Writes a <see cref="Value"/> as UTF-8 JSON, entries in their order.</summary>
public static class ValueWriter
{
    private static readonly JsonWriterOptions Compact = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
        MaxDepth = 1000,
    };

    private static readonly JsonWriterOptions Indented = Compact with { Indented = true, IndentSize = 4 };

    public static byte[] Write(Value value, bool indented = false)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        Write(value, buffer, indented);
        return buffer.WrittenSpan.ToArray();
    }

    public static void Write(Value value, IBufferWriter<byte> output, bool indented = false)
    {
        using var writer = new Utf8JsonWriter(output, indented ? Indented : Compact);
        Write(value, writer);
    }

    public static void Write(Value value, Utf8JsonWriter writer)
    {
        switch (value)
        {
            case MapValue map:
                writer.WriteStartObject();
                var names = map.Names;
                var values = map.Values;
                for (var i = 0; i < names.Length; i++)
                {
                    writer.WritePropertyName(names[i]);
                    Write(values[i], writer);
                }

                writer.WriteEndObject();
                break;
            case ListValue list:
                writer.WriteStartArray();
                foreach (var item in list.AsSpan())
                {
                    Write(item, writer);
                }

                writer.WriteEndArray();
                break;
            case StringValue text:
                writer.WriteStringValue(text.Text);
                break;
            case NumberValue { IsInteger: true } number:
                writer.WriteNumberValue(number.TryInt64()!.Value);
                break;
            case NumberValue number:
                writer.WriteRawValue(number.Literal, skipInputValidation: true);
                break;
            case BoolValue flag:
                writer.WriteBooleanValue(flag.IsTrue);
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }
}
