using System.Globalization;
using System.Text;
using Kubespy.Core.Explaining;
using Kubespy.Core.Findings;
using Kubespy.Core.Objects;

namespace Kubespy.Cli.Views.Why;

/// <summary>Explanations and overviews as Markdown, to be pasted into an issue.</summary>
internal static class WhyMarkdown
{
    public static string Of(Explanation why, ViewOptions options)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"### {why.ShortKind}/{MarkdownText.Of(why.Name)}{(why.Namespace.Length == 0 ? "" : $" in {MarkdownText.Of(why.Namespace)}")}\n\n**{why.Verdict}**{MarkdownText.Of(why.Sentence[why.Verdict.ToString().Length..])}\n");
        if (why.History.Count > 0)
        {
            text.Append("\n| time | what | evidence |\n|---|---|---|\n");
            foreach (var entry in why.History)
            {
                text.Append(CultureInfo.InvariantCulture, $"| {Time(entry.Time, options)} | {MarkdownText.Of(entry.Text)} | {MarkdownText.Of(entry.Source)} |\n");
            }
        }

        foreach (var finding in why.Findings)
        {
            Append(text, finding);
        }

        return text.Append(CultureInfo.InvariantCulture, $"\nNot knowable now: {MarkdownText.Of(string.Join("; ", why.Unknowable))}.\n").ToString();
    }

    /// <summary>How it stands, and each cause; without a heading and without a history.</summary>
    public static string Standing(Explanation why)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"**{why.Verdict}**{MarkdownText.Of(why.Sentence[why.Verdict.ToString().Length..])}\n");
        foreach (var finding in why.Findings)
        {
            Append(text, finding);
        }

        return text.ToString();
    }

    public static string Of(Overview overview, DateTimeOffset now, bool hasNamespaces, IEnumerable<string> forbidden)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"### {OverviewView.Heading(overview)}\n");
        if (overview.Lines.Count > 0)
        {
            text.Append("\n| workload | state | since | why |\n|---|---|---|---|\n");
            foreach (var line in overview.Lines)
            {
                var age = line.Since is { } since ? HumanDuration.Format(now - since) : "";
                text.Append(CultureInfo.InvariantCulture, $"| {MarkdownText.Of(OverviewView.NameOf(line, hasNamespaces))} | {line.Verdict} | {age} | {MarkdownText.Of(OverviewView.TextOf(line))} |\n");
            }
        }

        var unread = string.Join(", ", forbidden.Order(StringComparer.Ordinal));
        return unread.Length == 0 ? text.ToString() : text.Append(CultureInfo.InvariantCulture, $"\nNot looked at: {unread} (forbidden).\n").ToString();
    }

    private static void Append(StringBuilder text, Finding finding)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n**{finding.Cause}**: {MarkdownText.Of(finding.Summary)} ({MarkdownText.Of(string.Join(", ", finding.Subjects.Take(5)))})\n\n");
        foreach (var entry in finding.Evidence)
        {
            text.Append(CultureInfo.InvariantCulture, $"- {MarkdownText.Of(entry.Text)} ({MarkdownText.Of(entry.Source)})\n");
        }

        if (finding.Waiting.Length > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\nWaiting: {MarkdownText.Of(finding.Waiting)}\n");
        }

        if (finding.Remedy.Length > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\nRemedy: {MarkdownText.Of(finding.Remedy)}\n");
        }
    }

    private static string Time(DateTimeOffset? time, ViewOptions options) =>
        time is { } at ? TimeZoneInfo.ConvertTime(at, options.Zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : "";
}
