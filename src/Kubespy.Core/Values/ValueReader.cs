using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Kubespy.Core.Values;

/// <summary>Reads UTF-8 JSON into a <see cref="Value"/>. Depth is bounded; a name given twice keeps its last value, as in Go.</summary>
public static class ValueReader
{
    /// <summary>Deeper nesting than this is refused with a <see cref="JsonException"/>.</summary>
    public const int MaxDepth = 128;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth };

    /// <exception cref="JsonException">The bytes are not one JSON value; the message tells where.</exception>
    public static Value Read(ReadOnlySpan<byte> utf8) => Read(utf8, Projection.All);

    /// <summary>Reads as <see cref="Read(ReadOnlySpan{byte})"/> does and lists the paths of names that were given twice.</summary>
    /// <exception cref="JsonException">The bytes are not one JSON value; the message tells where.</exception>
    public static Value Read(ReadOnlySpan<byte> utf8, List<string>? duplicates) =>
        Read(utf8, Projection.All, duplicates is null ? null : new Duplicates(duplicates));

    /// <summary>Reads what the projection keeps.</summary>
    /// <exception cref="JsonException">The bytes are not one JSON value; the message tells where.</exception>
    public static Value Read(ReadOnlySpan<byte> utf8, Projection projection) => Read(utf8, projection, null);

    private static Value Read(ReadOnlySpan<byte> utf8, Projection projection, Duplicates? duplicates)
    {
        var reader = new Utf8JsonReader(utf8, Options);
        if (!reader.Read())
        {
            throw new JsonException("unexpected end of JSON input");
        }

        var value = ReadWhole(ref reader, projection, duplicates);
        if (reader.Read())
        {
            throw new JsonException("trailing data after the JSON value");
        }

        return value;
    }

    public static Value Read(string json) => Read(Encoding.UTF8.GetBytes(json));

    /// <summary>Reads the value that the reader stands on, and leaves it on that value's last token.</summary>
    public static Value ReadValue(ref Utf8JsonReader reader) => ReadWhole(ref reader, Projection.All, null);

    private static Value ReadWhole(ref Utf8JsonReader reader, Projection projection, Duplicates? duplicates)
    {
        // Where it throws, the stack is left to the collector.
        var stack = ReadStack.Rent();
        var value = ReadValue(ref reader, projection, stack, duplicates);
        stack.Return();
        return value;
    }

    private static Value ReadValue(ref Utf8JsonReader reader, Projection projection, ReadStack stack, Duplicates? duplicates) => reader.TokenType switch
    {
        JsonTokenType.StartObject => ReadMap(ref reader, projection, stack, duplicates),
        JsonTokenType.StartArray => ReadList(ref reader, projection, stack, duplicates),
        JsonTokenType.String => ReadString(ref reader),
        JsonTokenType.Number => ReadNumber(ref reader),
        JsonTokenType.True => BoolValue.True,
        JsonTokenType.False => BoolValue.False,
        JsonTokenType.Null => NullValue.Instance,
        var other => throw new JsonException($"unexpected token {other}"),
    };

    /// <summary>The string or property name that the reader stands on, shared where it is a common one.</summary>
    public static string ReadText(ref Utf8JsonReader reader)
    {
        if (reader.HasValueSequence || reader.ValueIsEscaped)
        {
            try
            {
                return reader.GetString()!;
            }
            catch (InvalidOperationException e)
            {
                throw new JsonException("a string is not valid UTF-8 or carries half a surrogate pair", e);
            }
        }

        return StringPool.Get(reader.ValueSpan);
    }

    private static StringValue ReadString(ref Utf8JsonReader reader) =>
        reader.HasValueSequence || reader.ValueIsEscaped ? StringValue.Of(ReadText(ref reader)) : StringPool.GetValue(reader.ValueSpan);

    private static NumberValue ReadNumber(ref Utf8JsonReader reader) =>
        reader.TryGetInt64(out var integer)
            ? NumberValue.Of(integer)
            : NumberValue.OfLiteral(Encoding.ASCII.GetString(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan));

    private static MapValue ReadMap(ref Utf8JsonReader reader, Projection projection, ReadStack stack, Duplicates? duplicates)
    {
        var mark = stack.Top;
        Dictionary<string, int>? index = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = ReadText(ref reader);
            reader.Read();
            if (projection.Below(name) is not { } below)
            {
                reader.Skip();
                continue;
            }

            var known = stack.IndexOf(mark, name, ref index);
            if (duplicates is not null && known >= 0)
            {
                duplicates.Found.Add(duplicates.Path.To(name));
            }

            duplicates?.Path.Push(name);
            var value = ReadValue(ref reader, below, stack, duplicates);
            duplicates?.Path.Pop();
            if (known >= 0)
            {
                stack.Replace(known, value);
            }
            else
            {
                stack.Push(name, value);
            }
        }

        return stack.PopMap(mark);
    }

    private static ListValue ReadList(ref Utf8JsonReader reader, Projection projection, ReadStack stack, Duplicates? duplicates)
    {
        var mark = stack.Top;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            duplicates?.Path.Push(stack.Top - mark);
            stack.Push(ReadValue(ref reader, projection, stack, duplicates));
            duplicates?.Path.Pop();
        }

        return stack.PopList(mark);
    }

    /// <summary>The paths of names given twice, and where the reader stands.</summary>
    private sealed record Duplicates(List<string> Found)
    {
        public PathStack Path { get; } = new();
    }
}
