using System.Globalization;
using System.Text;

namespace Kubespy.Cli.Terminal;

/// <summary>How many cells text takes: combining marks none, East Asian wide characters and emoji two (UAX #11).</summary>
public static class TextWidth
{
    public static int Of(string text)
    {
        var width = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            width += Of(rune);
        }

        return width;
    }

    public static int Of(Rune rune) => rune.Value switch
    {
        < 0x300 => 1,
        >= 0x1100 and <= 0x115f or >= 0x2e80 and <= 0xa4cf or >= 0xac00 and <= 0xd7a3 or >= 0xf900 and <= 0xfaff
            or >= 0xfe30 and <= 0xfe6f or >= 0xff00 and <= 0xff60 or >= 0xffe0 and <= 0xffe6 or >= 0x1f300 and <= 0x1faff
            or >= 0x20000 and <= 0x3fffd => 2,
        _ => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark ? 0 : 1,
    };

    /// <summary>The text cut to so many cells, with an ellipsis where something is missing.</summary>
    public static string Fit(string text, int width, string ellipsis = "…")
    {
        if (Of(text) <= width)
        {
            return text;
        }

        var room = width - Of(ellipsis);
        if (room < 0)
        {
            return "";
        }

        var fitted = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            room -= Of(rune);
            if (room < 0)
            {
                break;
            }

            fitted.Append(rune.ToString());
        }

        return fitted + ellipsis;
    }

    /// <summary>The text in exactly so many cells, to the left.</summary>
    public static string Pad(string text, int width, string ellipsis = "…")
    {
        var fitted = Fit(text, width, ellipsis);
        return fitted + new string(' ', Math.Max(0, width - Of(fitted)));
    }
}
