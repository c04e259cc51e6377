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
}
