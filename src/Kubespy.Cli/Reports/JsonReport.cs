using Kubespy.Cli.Views;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Reports;

/// <summary>How waiting went, as JSON (docs/json.md).</summary>
internal static class JsonReport
{
    public static string Of(IReadOnlyList<RunReport> reports) => MapValue.Of(("type", "summary"), ("targets", ListValue.Of(reports.Select(Target)))) + "\n";

    private static Value Target(RunReport report) => MapValue.Of(
        ("subject", report.Subject),
        ("result", report.Result),
        ("message", report.Message),
        ("start", Timestamp.FormatMicro(report.Start)),
        ("milliseconds", (long)report.Took.TotalMilliseconds),
        ("phases", ListValue.Of(report.Phases.Select(p => (Value)MapValue.Of(
            ("name", p.Name), ("start", Timestamp.FormatMicro(p.Start)), ("milliseconds", (long)p.Duration.TotalMilliseconds), ("heldUpBy", p.HeldUpBy))))),
        ("findings", ListValue.Of(report.Findings.Select(f => (Value)JsonView.FindingOf(f)))));
}
