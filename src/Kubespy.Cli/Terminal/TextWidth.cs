using System.Globalization;
using System.Text;

namespace Kubespy.Cli.Terminal;

/// <summary>
/// How many cells text takes, by what people see as one character (a grapheme cluster, UAX #29): East Asian wide characters and emoji two, however
/// many code points make one; combining marks and invisible characters none. Where terminals differ it is the wider: <see cref="FrameWriter"/> puts
/// what follows where it belongs.
/// </summary>
public static class TextWidth
{
    private const int EmojiPresentation = 0xfe0f;
    private const int ZeroWidthJoiner = 0x200d;

    public static int Of(ReadOnlySpan<char> text)
    {
        if (IsPlain(text))
        {
            return text.Length;
        }

        var width = 0;
        while (text.Length > 0)
        {
            var length = ClusterLength(text);
            width += OfCluster(text[..length]);
            text = text[length..];
        }

        return width;
    }

    /// <summary>Each of its characters takes one cell on every terminal.</summary>
    public static bool IsPlain(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange(' ', '~');

    /// <summary>How many chars the first grapheme cluster has; at least one of text that is not empty.</summary>
    public static int ClusterLength(ReadOnlySpan<char> text) =>
        text.Length > 1 && text[0] is >= ' ' and <= '~' && text[1] is >= ' ' and <= '~' ? 1 : StringInfo.GetNextTextElementLength(text);

    /// <summary>The cells of one grapheme cluster.</summary>
    public static int OfCluster(ReadOnlySpan<char> cluster)
    {
        if (cluster.Length == 1)
        {
            return Rune.TryCreate(cluster[0], out var only) ? Of(only) : 1;
        }

        var (width, isEmoji, isFirst) = (0, false, true);
        foreach (var rune in cluster.EnumerateRunes())
        {
            // An emoji may be drawn as one sign or as several: it has the room of one, and what is wider than that is overwritten.
            isEmoji |= !isFirst && rune.Value is EmojiPresentation or ZeroWidthJoiner or (>= 0x1f3fb and <= 0x1f3ff) or (>= 0x1f1e6 and <= 0x1f1ff);
            isFirst = false;
            width += Of(rune);
        }

        return isEmoji && width > 0 ? 2 : width;
    }

    public static int Of(Rune rune) => rune.Value switch
    {
        < 0x300 => 1,
        >= 0x1160 and <= 0x11ff or >= 0xd7b0 and <= 0xd7ff => 0, // The vowels and finals of a Hangul syllable stand in the cell of its initial.
        _ => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format ? 0
            : WideCharacters.Contains(rune.Value) ? 2 : 1,
    };

    /// <summary>The text cut to so many cells, with an ellipsis where something is missing.</summary>
    public static string Fit(string text, int width, string ellipsis = "…")
    {
        if (Of(text) <= width)
        {
            return text;
        }

        var room = width - Of(ellipsis);
        return room < 0 ? "" : text[..LengthWithin(text, room)] + ellipsis;
    }

    /// <summary>How many chars of the text have room in so many cells; no character is cut apart.</summary>
    public static int LengthWithin(ReadOnlySpan<char> text, int cells)
    {
        var at = 0;
        while (at < text.Length)
        {
            var length = ClusterLength(text[at..]);
            cells -= OfCluster(text.Slice(at, length));
            if (cells < 0)
            {
                break;
            }

            at += length;
        }

        return at;
    }

    /// <summary>The text in exactly so many cells, to the left.</summary>
    public static string Pad(string text, int width, string ellipsis = "…")
    {
        var fitted = Fit(text, width, ellipsis);
        return fitted + new string(' ', Math.Max(0, width - Of(fitted)));
    }
}
