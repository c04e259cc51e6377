namespace Kubespy.Cli.Terminal;

/// <summary>
/// Text that is read from right to left. A terminal that orders it (UAX #9) would take the digits and signs beside it along; isolated, it leaves what
/// follows in its column.
/// </summary>
internal static class RightToLeft
{
    /// <summary>FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE: no cell each.</summary>
    private const char Open = '\u2068';
    private const char Close = '\u2069';

    public static string Isolate(string text) => IsIn(text) ? Open + text + Close : text;

    private static bool IsIn(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\u0590', '\uffff'))
        {
            return false;
        }

        foreach (var rune in text.EnumerateRunes())
        {
            // The blocks of UAX #9's R and AL: Hebrew to Arabic Extended-A, presentation forms, and the scripts of the supplementary plane.
            if (rune.Value is (>= 0x590 and <= 0x8ff) or (>= 0xfb1d and <= 0xfdff) or (>= 0xfe70 and <= 0xfeff) or (>= 0x10800 and <= 0x10fff) or (>= 0x1e800 and <= 0x1efff))
            {
                return true;
            }
        }

        return false;
    }
}
