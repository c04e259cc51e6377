using System.Globalization;
using System.Text;

namespace Kubespy.Cli.Terminal;

/// <summary>Text from a cluster made harmless: control characters and the like are shown, not obeyed (design.md, law 10).</summary>
public static class SafeText
{
    private const int ZeroWidthJoiner = 0x200d;
    private const int Emoji = 0x1f000;

    public static string Of(string text)
    {
        text = WithoutCommands(text);
        if (TextWidth.IsPlain(text))
        {
            return text;
        }

        var safe = new StringBuilder(text.Length + 8);
        var isAfterEmoji = false;
        for (var at = 0; at < text.Length;)
        {
            Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var length);
            at += length;
            switch (Rune.GetUnicodeCategory(rune))
            {
                case UnicodeCategory.Control when rune.Value is '\n' or '\r' or '\t':
                    safe.Append(' ');
                    break;
                case UnicodeCategory.Format when rune.Value == ZeroWidthJoiner && isAfterEmoji && IsEmoji(text.AsSpan(at)):
                    // It makes one sign of two, and can do nothing else there.
                    safe.Append((char)ZeroWidthJoiner);
                    break;
                case UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator:
                    safe.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}");
                    break;
                default:
                    safe.Append(rune.ToString());
                    break;
            }

            isAfterEmoji = rune.Value is >= Emoji or 0xfe0f;
        }

        return safe.ToString();
    }

    /// <summary>What follows is an emoji, or one of the signs that take part in their sequences (the heart, the male and the female sign).</summary>
    private static bool IsEmoji(ReadOnlySpan<char> text) =>
        Rune.DecodeFromUtf16(text, out var rune, out _) == System.Buffers.OperationStatus.Done && rune.Value is (>= Emoji and < 0x20000) or (>= 0x2600 and <= 0x27bf);

    /// <summary>The same JSON, in which nothing turns or hides what stands beside it: such characters can only stand in texts, where they may be escaped.</summary>
    public static string Json(string json)
    {
        StringBuilder? safe = null;
        for (var i = 0; i < json.Length; i++)
        {
            var isHarmless = json[i] < '\u007f' || CharUnicodeInfo.GetUnicodeCategory(json[i]) is not
                (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
            if (isHarmless)
            {
                safe?.Append(json[i]);
            }
            else
            {
                safe ??= new StringBuilder(json, 0, i, json.Length + 64);
                safe.Append(CultureInfo.InvariantCulture, $"\\u{(int)json[i]:x4}");
            }
        }

        return safe?.ToString() ?? json;
    }

    /// <summary>
    /// What a pipeline that keeps our output would take for a command of its own is shown by its code: <c>::name …::</c> at the begin of a line (GitHub),
    /// <c>##[name]</c>, <c>##vso[</c>, <c>##teamcity[</c> anywhere (GitHub's old form, Azure, TeamCity).
    /// </summary>
    private static string WithoutCommands(string text)
    {
        if (text.Contains("##", StringComparison.Ordinal))
        {
            foreach (var mark in (string[])["##[", "##vso[", "##teamcity["])
            {
                text = text.Replace(mark, "#\\u{23}" + mark[2..], StringComparison.OrdinalIgnoreCase);
            }
        }

        var start = text.AsSpan().TrimStart();
        return start.StartsWith("::") && start[2..].IndexOf("::") > 0
            ? string.Concat(text.AsSpan(0, text.Length - start.Length), "\\u{3a}", start[1..])
            : text;
    }
}
