using System.Globalization;
using System.Text;
using Kubespy.Cli.Views;

namespace Kubespy.Cli.Reports;

/// <summary>How waiting went, as Markdown: of each target the result, the time of each phase and what held it up, and the causes.</summary>
internal static class MarkdownReport
{
    public static string Of(IReadOnlyList<RunReport> reports)
    {
        var text = new StringBuilder();
        foreach (var report in reports)
        {
            text.Append(CultureInfo.InvariantCulture, $"### {(report.IsReached ? "✅" : "❌")} {MarkdownText.Of(report.Subject)}: {report.Result} after {report.Took.TotalSeconds:0.0} s\n\n{MarkdownText.Of(report.Message)}\n\n");
            text.Append("| phase | seconds | held up by |\n|---|---|---|\n");
            foreach (var phase in report.Phases)
            {
                text.Append(CultureInfo.InvariantCulture, $"| {MarkdownText.Of(phase.Name)} | {phase.Duration.TotalSeconds:0.0} | {MarkdownText.Of(phase.HeldUpBy)} |\n");
            }

            foreach (var finding in report.Findings)
            {
                text.Append(CultureInfo.InvariantCulture, $"\n**{finding.Cause}**: {MarkdownText.Of(finding.Summary)} ({MarkdownText.Of(string.Join(", ", finding.Subjects.Take(5)))})\n");
                if (finding.Remedy.Length > 0)
                {
                    text.Append(CultureInfo.InvariantCulture, $"Remedy: {MarkdownText.Of(finding.Remedy)}\n");
                }
            }

            text.Append('\n');
        }

        return text.ToString();
    }
}
