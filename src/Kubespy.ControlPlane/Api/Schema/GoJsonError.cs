using System.Globalization;
using System.Text.Json;

namespace Kubespy.ControlPlane.Api.Schema;

/// <summary>A JSON syntax error in the words of Go's encoding/json, which is what clients of Kubernetes know.</summary>
internal static class GoJsonError
{
    public static string Describe(ReadOnlySpan<byte> body, JsonException error)
    {
        if (error.Message.Contains("maximum configured depth", StringComparison.Ordinal))
        {
            return "exceeded max depth";
        }

        var at = OffsetOf(body, error);
        if (at >= body.Length)
        {
            return "unexpected end of JSON input";
        }

        var c = (char)body[at];
        var shown = c is '\'' ? "'\\''" : char.IsControl(c) ? string.Create(CultureInfo.InvariantCulture, $"'\\x{(int)c:x2}'") : $"'{c}'";
        return $"invalid character {shown} {ContextOf(body[..at])}";
    }

    private static int OffsetOf(ReadOnlySpan<byte> body, JsonException error)
    {
        if (error.LineNumber is not { } line || error.BytePositionInLine is not { } column)
        {
            return body.Length;
        }

        var offset = 0;
        for (; line > 0; line--)
        {
            var next = body[offset..].IndexOf((byte)'\n');
            if (next < 0)
            {
                return body.Length;
            }

            offset += next + 1;
        }

        return offset + (int)column;
    }

    private static string ContextOf(ReadOnlySpan<byte> before)
    {
        var trimmed = before.TrimEnd(" \t\r\n"u8);
        return trimmed.IsEmpty ? "looking for beginning of value" : (char)trimmed[^1] switch
        {
            '{' => "looking for beginning of object key string",
            ',' or '[' or ':' => "looking for beginning of value",
            '}' or ']' => "after top-level value",
            '"' => "after object key:value pair",
            _ => "looking for beginning of value",
        };
    }
}
