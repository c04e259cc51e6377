using System.Text;

namespace Kubespy.Cli.Terminal;

/// <summary>
/// Text that is read from right to left. A terminal that orders it (UAX #9) would take the digits and signs beside it along; isolated, it leaves them
/// where they are, in their columns.
/// </summary>
internal static class RightToLeft
{
    /// <summary>FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE: no cell each.</summary>
    private const char Open = '\u2068';
    private const char Close = '\u2069';

    /// <summary>The text with each of its phrases from right to left isolated: words with what stands between them.</summary>
    public static string Isolate(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\u0590', '\uffff'))
        {
            return text;
        }

        var isolated = new StringBuilder(text.Length + 2);
        var (done, at) = (0, 0);
        while (at < text.Length)
        {
            Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var length);
            if (IsRightToLeft(rune))
            {
                var end = EndOfPhrase(text, at);
                isolated.Append(text, done, at - done).Append(Open).Append(text, at, end - at).Append(Close);
                (done, at) = (end, end);
            }
            else
            {
                at += length;
            }
        }

        return done == 0 ? text : isolated.Append(text, done, text.Length - done).ToString();
    }

    /// <summary>Behind the last character from right to left before a letter of the other direction.</summary>
    private static int EndOfPhrase(string text, int start)
    {
        var end = start;
        for (var at = start; at < text.Length;)
        {
            Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var length);
            at += length;
            if (IsRightToLeft(rune))
            {
                end = at;
            }
            else if (Rune.IsLetter(rune))
            {
                break;
            }
        }

        return end;
    }

    /// <summary>The blocks of UAX #9's R and AL: Hebrew to Arabic Extended-A, presentation forms, and the scripts of the supplementary plane.</summary>
    private static bool IsRightToLeft(Rune rune) =>
        rune.Value is (>= 0x590 and <= 0x8ff) or (>= 0xfb1d and <= 0xfdff) or (>= 0xfe70 and <= 0xfeff) or (>= 0x10800 and <= 0x10fff) or (>= 0x1e800 and <= 0x1efff);
}
