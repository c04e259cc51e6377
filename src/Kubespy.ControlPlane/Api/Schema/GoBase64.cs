namespace Kubespy.ControlPlane.Api.Schema;

/// <summary>Base64 as Go's encoding/base64 reads it: padded, line breaks skipped, other blanks refused.</summary>
internal static class GoBase64
{
    /// <summary>Where the text stops being base64, in bytes; null where it does not.</summary>
    public static int? ErrorAt(string text)
    {
        var at = 0;
        for (var inQuantum = 0; ; inQuantum = (inQuantum + 1) % 4)
        {
            at = SkipLineBreaks(text, at);
            if (at == text.Length)
            {
                return inQuantum == 0 ? null : at - inQuantum;
            }

            if (text[at] == '=')
            {
                return PaddingError(text, at, inQuantum);
            }

            if (!char.IsAsciiLetterOrDigit(text[at]) && text[at] is not ('+' or '/'))
            {
                return at;
            }

            at++;
        }
    }

    private static int? PaddingError(string text, int at, int inQuantum)
    {
        if (inQuantum < 2)
        {
            return at;
        }

        var next = SkipLineBreaks(text, at + 1);
        if (inQuantum == 2)
        {
            if (next == text.Length)
            {
                return text.Length;
            }

            if (text[next] != '=')
            {
                return next - 1;
            }

            next = SkipLineBreaks(text, next + 1);
        }

        return next < text.Length ? next : null;
    }

    private static int SkipLineBreaks(string text, int from)
    {
        while (from < text.Length && text[from] is '\r' or '\n')
        {
            from++;
        }

        return from;
    }
}
