using System.Globalization;
using System.Text;

namespace Kubespy.Cli.Terminal;

/// <summary>Text from a cluster made harmless: control characters and the like are shown, not obeyed (design.md, law 10).</summary>
public static class SafeText
{
    public static string Of(string text)
    {
        var isClean = true;
        foreach (var c in text)
        {
            isClean &= c is >= ' ' and < '\u007f';
        }

        if (isClean)
        {
            return text;
        }

        var safe = new StringBuilder(text.Length + 8);
        foreach (var rune in text.EnumerateRunes())
        {
            switch (Rune.GetUnicodeCategory(rune))
            {
                case UnicodeCategory.Control when rune.Value is '\n' or '\r' or '\t':
                    safe.Append(' ');
                    break;
                case UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator:
                    safe.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}");
                    break;
                default:
                    safe.Append(rune.ToString());
                    break;
            }
        }

        return safe.ToString();
    }
}
