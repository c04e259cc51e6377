using System.Text.Json;
using Google.Protobuf;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Schema;

/// <summary>
/// Reads <c>application/vnd.kubernetes.protobuf</c>: four magic bytes, a runtime.Unknown envelope, and in it the object
/// by the field numbers of the table. kubectl's create commands send it.
/// </summary>
public static class ProtobufReader
{
    /// <summary>Deeper nesting than this is refused: some types contain themselves.</summary>
    private const int MaxDepth = ValueReader.MaxDepth;

    private static ReadOnlySpan<byte> Magic => "k8s\0"u8;

    /// <exception cref="ApiException">400: the bytes are no such object.</exception>
    public static MapValue Read(ReadOnlySpan<byte> body, TypeSchema type)
    {
        if (!body.StartsWith(Magic))
        {
            throw Malformed("provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
        }

        try
        {
            return ReadEnvelope(new CodedInputStream(body[Magic.Length..].ToArray()), type);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or JsonException or ArgumentOutOfRangeException)
        {
            // Broken framing, raw JSON that is none, a time beyond all time.
            throw Malformed(e.Message);
        }
    }

    private static MapValue ReadEnvelope(CodedInputStream input, TypeSchema type)
    {
        var (apiVersion, kind, raw) = ("", "", ByteString.Empty);
        while (input.ReadTag() is var tag and not 0)
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case 1:
                    (apiVersion, kind) = ReadTypeMeta(input.ReadBytes());
                    break;
                case 2:
                    raw = input.ReadBytes();
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }

        var fields = ReadMessage(raw.CreateCodedInput(), type, 0);
        return new MapBuilder().Set("kind", kind).Set("apiVersion", apiVersion).SetAll(fields).ToMap();
    }

    private static (string ApiVersion, string Kind) ReadTypeMeta(ByteString bytes)
    {
        var (apiVersion, kind) = ("", "");
        var input = bytes.CreateCodedInput();
        while (input.ReadTag() is var tag and not 0)
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case 1:
                    apiVersion = input.ReadString();
                    break;
                case 2:
                    kind = input.ReadString();
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }

        return (apiVersion, kind);
    }

    private static MapValue ReadMessage(CodedInputStream input, TypeSchema type, int depth)
    {
        if (depth > MaxDepth)
        {
            throw Malformed("exceeded max depth");
        }

        var result = new MapBuilder();
        var lists = new Dictionary<string, List<Value>>(StringComparer.Ordinal);
        var maps = new Dictionary<string, MapBuilder>(StringComparer.Ordinal);
        while (input.ReadTag() is var tag and not 0)
        {
            var number = WireFormat.GetTagFieldNumber(tag);
            var field = type.Declared.FirstOrDefault(f => f.Number == number);
            switch (field)
            {
                case null:
                    input.SkipLastField();
                    break;
                case { IsEmbedded: true }:
                    result.SetAll(ReadMessage(input.ReadBytes().CreateCodedInput(), field.Type.Object!, depth));
                    break;
                case { Type.Kind: FieldKind.List }:
                    ReadItems(input, tag, field.Type.Element!, Entry(lists, field.Name), depth);
                    break;
                case { Type.Kind: FieldKind.Map }:
                    ReadEntry(input.ReadBytes().CreateCodedInput(), field.Type.Element!, Entry(maps, field.Name), depth);
                    break;
                default:
                    result.Set(field.Name, ReadValue(input, tag, field.Type, depth));
                    break;
            }
        }

        foreach (var (name, items) in lists)
        {
            result.Set(name, ListValue.Of(items));
        }

        foreach (var (name, entries) in maps)
        {
            result.Set(name, entries.ToMap());
        }

        return result.ToMap();
    }

    private static T Entry<T>(Dictionary<string, T> all, string name)
        where T : new() => all.TryGetValue(name, out var found) ? found : all[name] = new T();

    /// <summary>A repeated field: one item, or several packed into one run of bytes.</summary>
    private static void ReadItems(CodedInputStream input, uint tag, FieldType element, List<Value> items, int depth)
    {
        if (element.Kind != FieldKind.Integer || WireFormat.GetTagWireType(tag) != WireFormat.WireType.LengthDelimited)
        {
            items.Add(ReadValue(input, tag, element, depth));
            return;
        }

        var packed = input.ReadBytes().CreateCodedInput();
        while (!packed.IsAtEnd)
        {
            items.Add(NumberValue.Of(packed.ReadInt64()));
        }
    }

    private static void ReadEntry(CodedInputStream input, FieldType element, MapBuilder entries, int depth)
    {
        Value? value = null;
        var key = "";
        while (input.ReadTag() is var tag and not 0)
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case 1:
                    key = input.ReadString();
                    break;
                case 2:
                    value = ReadValue(input, tag, element, depth);
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }

        entries.Set(key, value ?? (element.Kind == FieldKind.Object ? MapValue.Empty : StringValue.Of("")));
    }

    private static Value ReadValue(CodedInputStream input, uint tag, FieldType type, int depth) => type.Kind switch
    {
        FieldKind.Boolean => BoolValue.Of(input.ReadBool()),
        FieldKind.Integer => NumberValue.Of(input.ReadInt64()),
        FieldKind.Number => ReadNumber(input.ReadDouble()),
        FieldKind.String => StringValue.Of(input.ReadString()),
        FieldKind.Bytes => StringValue.Of(input.ReadBytes().ToBase64()),
        FieldKind.Object => ReadMessage(input.ReadBytes().CreateCodedInput(), type.Object!, depth + 1),
        FieldKind.List => ReadWrappedList(input.ReadBytes().CreateCodedInput(), type, depth),
        _ => ProtobufScalars.Read(input, tag, type.Kind),
    };

    private static NumberValue ReadNumber(double number) => double.IsFinite(number)
        ? NumberValue.OfLiteral(number.ToString("R", System.Globalization.CultureInfo.InvariantCulture))
        : throw Malformed($"{number} is no number of JSON");

    /// <summary>A map's list value is wrapped into a message of its own, as field 1 (e.g. ExtraValue).</summary>
    private static ListValue ReadWrappedList(CodedInputStream input, FieldType type, int depth)
    {
        var items = new List<Value>();
        while (input.ReadTag() is var tag and not 0)
        {
            items.Add(ReadValue(input, tag, type.Element!, depth));
        }

        return ListValue.Of(items);
    }

    private static ApiException Malformed(string why) =>
        new(ApiStatus.BadRequest($"the object provided is unrecognized: {why}"));
}
