using System.Globalization;
using System.Net;
using Kubespy.Cli.Terminal;

namespace Kubespy.Cli.Reports.Pages;

/// <summary>What a page is written with: text from a cluster is harmless in it (design.md, law 10), numbers are the same everywhere.</summary>
internal static class HtmlText
{
    /// <summary>Text or the value of an attribute in double quotes: nothing in it is markup, and nothing turns or hides what stands beside it.</summary>
    public static string Of(string text) => WebUtility.HtmlEncode(SafeText.Of(text));

    /// <summary>A number with at most three decimals.</summary>
    public static string Number(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>A share of the whole, as a percentage of SVG and CSS.</summary>
    public static string Percent(double share) => Number(share * 100) + "%";

    public static string Clock(DateTimeOffset time) => time.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    public static string FineClock(DateTimeOffset time) => time.UtcDateTime.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    public static string Moment(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>Durations as people read them: <c>0.13s</c>, <c>12.4s</c>, <c>5m12s</c>.</summary>
    public static string Seconds(TimeSpan time) =>
        time.TotalSeconds < 10 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.00}s")
        : time.TotalSeconds < 120 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0}s")
        : Core.Objects.HumanDuration.Format(time);

    /// <summary>As a sentence begins.</summary>
    public static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
