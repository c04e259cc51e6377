using System.Globalization;
using System.Text;
using Kubespy.Core.Values;
using Kubespy.Yaml;

namespace Kubespy.Cli.Views;

/// <summary>
/// Writes a value as YAML, as kubectl prints it, and harmless to a terminal: what could be taken for another type, or is not printable, is quoted and
/// escaped; text of several lines is a literal block.
/// </summary>
internal static class YamlText
{
    public static IReadOnlyList<string> Lines(Value value)
    {
        var lines = new List<string>();
        Write(lines, value, "", "");
        return lines;
    }

    /// <summary>A scalar, or an empty map or list, in one line.</summary>
    public static string Inline(Value value) => value switch
    {
        StringValue text => IsPlain(text.Text) ? text.Text : Quoted(text.Text),
        MapValue { Count: 0 } => "{}",
        ListValue { Count: 0 } => "[]",
        _ => value.ToString(),
    };

    /// <param name="lines">What was written so far.</param>
    /// <param name="value">What is to be written.</param>
    /// <param name="first">What the first line begins with.</param>
    /// <param name="indent">What the others begin with.</param>
    private static void Write(List<string> lines, Value value, string first, string indent)
    {
        switch (value)
        {
            case MapValue { Count: > 0 } map:
                foreach (var (name, entry) in map)
                {
                    WriteEntry(lines, first + (IsPlain(name) ? name : Quoted(name)) + ":", entry, indent);
                    first = indent;
                }

                break;
            case ListValue { Count: > 0 } list:
                foreach (var item in list)
                {
                    Write(lines, item, first + "- ", indent + "  ");
                    first = indent;
                }

                break;
            default:
                lines.Add(first + Inline(value));
                break;
        }
    }

    private static void WriteEntry(List<string> lines, string head, Value entry, string indent)
    {
        switch (entry)
        {
            case MapValue { Count: > 0 }:
                lines.Add(head);
                Write(lines, entry, indent + "  ", indent + "  ");
                break;
            case ListValue { Count: > 0 }:
                lines.Add(head);
                Write(lines, entry, indent, indent);
                break;
            case StringValue text when IsBlock(text.Text):
                lines.Add($"{head} |{(text.Text.EndsWith('\n') ? "" : "-")}");
                lines.AddRange(text.Text.TrimEnd('\n').Split('\n').Select(l => l.Length == 0 ? "" : indent + "  " + l));
                break;
            default:
                lines.Add($"{head} {Inline(entry)}");
                break;
        }
    }

    /// <summary>Text that a literal block keeps exactly: printable, of several lines, the first not indented, at most one line end at its end.</summary>
    private static bool IsBlock(string text) =>
        text.Contains('\n', StringComparison.Ordinal) && text[0] is not (' ' or '\n') && !text.EndsWith("\n\n", StringComparison.Ordinal)
        && text.Split('\n').All(l => l.Length == 0 || (!l.EndsWith(' ') && l.EnumerateRunes().All(IsPrintable)));

    private static bool IsPlain(string text) =>
        text.Length > 0
        && (char.IsAsciiLetterOrDigit(text[0]) || text[0] is '/' or '_' or '.' or '(')
        && text[^1] is not (' ' or ':')
        && !text.Contains(": ", StringComparison.Ordinal) && !HasIndicatorAfterSpace(text)
        && text.EnumerateRunes().All(IsPrintable)
        && YamlReader.Resolve(text) is StringValue
        && text is not ("---" or "...");

    /// <summary>A comment begins so; and readers differ in what they make of the other indicators there, in a key above all.</summary>
    private static bool HasIndicatorAfterSpace(string text)
    {
        for (var at = text.IndexOf(' ', StringComparison.Ordinal); at >= 0 && at + 1 < text.Length; at = text.IndexOf(' ', at + 1))
        {
            if ("#*&!|>%@`".Contains(text[at + 1], StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\t' => quoted.Append("\\t"),
                '\r' => quoted.Append("\\r"),
                _ when IsPrintable(rune) => quoted.Append(rune.ToString()),
                <= 0xff => quoted.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"),
                <= 0xffff => quoted.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
                _ => quoted.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}"),
            };
        }

        return quoted.Append('"').ToString();
    }
}
