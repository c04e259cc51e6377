using System.Globalization;
using Kubespy.Cli.Terminal;
using Kubespy.Core.Explaining;
using Kubespy.Core.Objects;

namespace Kubespy.Cli.Views.Why;

/// <summary>Who needs somebody, one line each, the worst first; the others only counted. Pure.</summary>
internal static class OverviewView
{
    private const int LongestName = 44;

    /// <param name="overview">What was found.</param>
    /// <param name="now">Ages are counted to it.</param>
    /// <param name="hasNamespaces">Names are told with their namespace.</param>
    /// <param name="forbidden">What may not be read.</param>
    /// <param name="width">In cells.</param>
    /// <param name="options">How it is drawn.</param>
    public static IReadOnlyList<Line> Render(Overview overview, DateTimeOffset now, bool hasNamespaces, IEnumerable<string> forbidden, int width, ViewOptions options)
    {
        var lines = new List<Line> { new LineBuilder(width, options.Ellipsis).Add(Heading(overview), overview.Lines.Count == 0 ? Style.BoldGreen : Style.Bold).ToLine() };
        var name = Math.Min(LongestName, overview.Lines.Select(l => TextWidth.Of(SafeText.Of(NameOf(l, hasNamespaces)))).DefaultIfEmpty(0).Max());
        var word = overview.Lines.Select(l => l.Verdict.ToString().Length).DefaultIfEmpty(0).Max();
        foreach (var line in overview.Lines)
        {
            var age = line.Since is { } since ? HumanDuration.Format(now > since ? now - since : TimeSpan.Zero) : "";
            lines.Add(new LineBuilder(width, options.Ellipsis)
                .Add("  ").Column(NameOf(line, hasNamespaces), name, Style.Bold)
                .Add("  ").Column(line.Verdict.ToString(), word, VerdictStyle.Of(line.Verdict, isWell: false))
                .Add(" ").Add(age.PadLeft(5), Style.Dim)
                .Add("  ").Add(TraceView.Ascii(TextOf(line), options))
                .ToLine());
        }

        string[] unread = [.. forbidden.Order(StringComparer.Ordinal)];
        if (overview.UnderWay > 0)
        {
            lines.Add(new LineBuilder(width, options.Ellipsis)
                .Add(string.Create(CultureInfo.InvariantCulture, $"{overview.UnderWay} {(overview.UnderWay == 1 ? "is" : "are")} under way, with nothing known in the way"), Style.Dim).ToLine());
        }

        if (unread.Length > 0)
        {
            lines.Add(new LineBuilder(width, options.Ellipsis).Add($"Not looked at: {string.Join(", ", unread)} (forbidden)", Style.Yellow).ToLine());
        }

        return lines;
    }

    /// <summary><c>2 of 300 Deployments and 1 of 3 Nodes need you</c></summary>
    public static string Heading(Overview overview)
    {
        if (overview.Lines.Count == 0)
        {
            return overview.Counts.Count == 0 ? "Nothing runs here." : $"All is well: {string.Join(", ", overview.Counts.Select(c => Counted(c.Count, c.Kind)))}.";
        }

        string[] parts = [.. overview.Counts.Select(c => (c, Needing: overview.Lines.Count(l => l.Kind == c.Kind))).Where(c => c.Needing > 0)
            .Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Needing} of {Counted(c.c.Count, c.c.Kind)}"))];
        var who = parts.Length == 1 ? parts[0] : $"{string.Join(", ", parts[..^1])} and {parts[^1]}";
        return $"{who} {(overview.Lines.Count == 1 ? "needs" : "need")} you";
    }

    /// <summary>How many are left, and why.</summary>
    public static string TextOf(OverviewLine line)
    {
        var cause = line.Finding is not { } finding ? "cause not known" : finding.Outlook.Length == 0 ? finding.Summary : $"{finding.Summary}, {finding.Outlook}";
        var counts = string.Create(CultureInfo.InvariantCulture, $"{line.Ready}/{line.Wanted}");
        return line.Wanted < 0 ? cause : line.Ready >= line.Wanted ? $"{cause}; {counts} still available" : $"{counts}; {cause}";
    }

    /// <summary><c>prod/search</c>; what is no Deployment says its kind.</summary>
    public static string NameOf(OverviewLine line, bool hasNamespaces)
    {
        var name = line.Kind == "Deployment" ? line.Name : $"{ShortNames.Of(line.Kind)}/{line.Name}";
        return hasNamespaces && line.Namespace.Length > 0 ? $"{line.Namespace}/{name}" : name;
    }

    private static string Counted(int count, string kind) => string.Create(CultureInfo.InvariantCulture, $"{count} {kind}{(count == 1 ? "" : "s")}");
}
