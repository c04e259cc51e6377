using System.Globalization;
using System.Text;
using Kubespy.Cli.Views;
using Kubespy.Core.Timelines.Invariants;

namespace Kubespy.Cli.Reports.Pages;

/// <summary>A report as Markdown: for an issue, a wiki, a postmortem.</summary>
internal static class MarkdownPage
{
    private const int MostRows = 200;

    public static string Of(ReportData data)
    {
        var timeline = data.Timeline;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {MarkdownText.Of(timeline.Name)}: {data.Trace.Verdict}\n\n{MarkdownText.Of(data.Story.Sentence)}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{MarkdownText.Of(timeline.Kind)}{(timeline.Namespace.Length > 0 ? " in " + MarkdownText.Of(timeline.Namespace) : "")}; {MarkdownText.Of(data.Source)}, {HtmlText.Moment(timeline.From)} to {HtmlText.Clock(timeline.To)} UTC ({HtmlText.Seconds(data.Length)}).\n\n## What happened\n\n");
        if (data.Story.Paragraph.Length > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{MarkdownText.Of(data.Story.Paragraph)}\n\n");
        }

        foreach (var line in data.Story.Lines.TakeLast(MostRows))
        {
            text.Append(CultureInfo.InvariantCulture, $"- {HtmlText.Clock(line.Time)} {(line.IsWarning ? "**Warning:** " : "")}{MarkdownText.Of(line.Text)}\n");
        }

        text.Append("\n## Invariants\n\n| name | result | how that is known |\n|---|---|---|\n");
        foreach (var result in data.Invariants)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {result.Name} | {ReportData.WordOf(result)} | {MarkdownText.Of(result.Summary)}{(result.Caveat.Length > 0 ? "; but " + MarkdownText.Of(result.Caveat) : "")} |\n");
        }

        foreach (var result in data.Invariants.Where(i => i.Breaches.Count > 0))
        {
            Breaches(text, data, result);
        }

        text.Append("\n## How long each phase took\n\n| phase | p50 | p95 | max | measured | longest |\n|---|--:|--:|--:|--:|---|\n");
        foreach (var phase in timeline.Durations)
        {
            var numbers = phase.Count == 0 ? "– | – | –" : $"{HtmlText.Seconds(phase.P50)} | {HtmlText.Seconds(phase.P95)} | {HtmlText.Seconds(phase.Max)}";
            text.Append(CultureInfo.InvariantCulture, $"| {phase.Name} | {numbers} | {phase.Count}{(phase.Open > 0 ? $" (+{phase.Open} open)" : "")} | {MarkdownText.Of(phase.Longest)} |\n");
        }

        text.Append("\n## Timeline\n\n| time | of | what | by |\n|---|---|---|---|\n");
        foreach (var mark in timeline.Marks.Take(MostRows))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {HtmlText.FineClock(mark.Time)} | {MarkdownText.Of(mark.Subject)} | {MarkdownText.Of(mark.Text)} | {mark.Kind.ToString().ToLowerInvariant()} |\n");
        }

        return text.ToString();
    }

    private static void Breaches(StringBuilder text, ReportData data, InvariantResult result)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n**{result.Name}**\n\n");
        foreach (var breach in result.Breaches)
        {
            text.Append(CultureInfo.InvariantCulture, $"- {HtmlText.FineClock(breach.From)} to {(breach.To is { } to ? HtmlText.FineClock(to) : "the end")}, {HtmlText.Seconds((breach.To ?? data.Timeline.To) - breach.From)}: {MarkdownText.Of(breach.Text)}. {MarkdownText.Of(breach.Evidence)}{(breach.Pods.Count > 0 ? ": " + MarkdownText.Of(string.Join(", ", breach.Pods)) : "")}\n");
        }
    }
}
