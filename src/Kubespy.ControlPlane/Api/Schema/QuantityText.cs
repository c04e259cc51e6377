namespace Kubespy.ControlPlane.Api.Schema;

/// <summary>A quantity's text in its parts, leading zeros gone (parseQuantityString in pkg/api/resource/quantity.go).</summary>
/// <param name="IsNegative">Whether it begins with a minus.</param>
/// <param name="Whole">The digits before the point, "0" where there are none.</param>
/// <param name="Fraction">The digits after the point.</param>
/// <param name="Suffix">What follows the digits.</param>
/// <param name="HasDigits">Whether any digit was written: "." alone passes for 0 with most suffixes.</param>
internal readonly record struct QuantityText(bool IsNegative, string Whole, string Fraction, string Suffix, bool HasDigits)
{
    /// <summary>Longer texts than this are no quantities: Go would count for minutes.</summary>
    private const int MaxLength = 1024;

    /// <summary>The parts; null where the text does not have the form of a quantity.</summary>
    public static QuantityText? Split(string text)
    {
        if (text.Length is 0 or > MaxLength)
        {
            return null;
        }

        var start = text[0] is '+' or '-' ? 1 : 0;
        var significant = start;
        while (significant < text.Length && text[significant] == '0')
        {
            significant++;
        }

        var point = SkipDigits(text, significant);
        var end = point < text.Length && text[point] == '.' ? SkipDigits(text, point + 1) : point;
        var whole = text[significant..point];
        var fraction = end > point ? text[(point + 1)..end] : "";
        return IsSuffix(text, end)
            ? new QuantityText(text[0] == '-', whole.Length == 0 ? "0" : whole, fraction, text[end..], point > start || fraction.Length > 0)
            : null;
    }

    private static int SkipDigits(string text, int from)
    {
        while (from < text.Length && char.IsAsciiDigit(text[from]))
        {
            from++;
        }

        return from;
    }

    private static bool IsSuffix(string text, int from)
    {
        while (from < text.Length && "eEinumkKMGTP".Contains(text[from], StringComparison.Ordinal))
        {
            from++;
        }

        from += from < text.Length && text[from] is '-' or '+' ? 1 : 0;
        return SkipDigits(text, from) == text.Length;
    }
}
