using System.Globalization;
using System.Text.Json;
using Kubespy.Core.Values;

namespace Kubespy.Recording.Text;

/// <summary>JSON values one after the other, with or without line ends between or within them.</summary>
internal static class JsonStream
{
    private static readonly JsonReaderOptions Options = new() { AllowMultipleValues = true, MaxDepth = ValueReader.MaxDepth };

    /// <summary>Each with the line that it begins in. The last may be torn: whatever wrote it was ended amid it.</summary>
    /// <exception cref="FormatException">Another is no JSON.</exception>
    public static List<(int Line, Value Value)> Read(ReadOnlySpan<byte> text, List<string> flaws)
    {
        var values = new List<(int, Value)>();
        if (text.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            text = text[3..];
        }

        var (line, counted, end) = (1, 0, 0);
        var reader = new Utf8JsonReader(text, isFinalBlock: true, new JsonReaderState(Options));
        try
        {
            while (reader.Read())
            {
                var at = (int)reader.TokenStartIndex;
                (line, counted) = (line + text[counted..at].Count((byte)'\n'), at);
                var value = ValueReader.ReadValue(ref reader);
                values.Add((line, value));
                end = (int)reader.BytesConsumed;
            }
        }
        catch (JsonException e)
        {
            // Torn is what has no end: in text of one value a line, that which has no line after it.
            var rest = text[end..].TrimStart(" \t\r\n"u8);
            var at = 1 + text[..(text.Length - rest.Length)].Count((byte)'\n');
            if (values.Count == 0 || (!IsUnended(rest) && rest.TrimEnd(" \t\r\n"u8).Contains((byte)'\n')))
            {
                throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"line {at} is not JSON: {Plain(e.Message)}"), e);
            }

            flaws.Add(string.Create(CultureInfo.InvariantCulture, $"it was cut off amid line {at}: what came after is missing"));
        }

        return values;
    }

    /// <summary>Without where it is, which the parser counts from what it was given.</summary>
    private static string Plain(string message) => message.IndexOf(" LineNumber:", StringComparison.Ordinal) is > 0 and var at ? message[..at] : message;

    /// <summary>Nothing is wrong with it but that it ends too early.</summary>
    private static bool IsUnended(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, isFinalBlock: false, new JsonReaderState(Options));
        try
        {
            while (reader.Read())
            {
                // To its end.
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
