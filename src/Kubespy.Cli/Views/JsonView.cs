using Kubespy.Cli.Terminal;
using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Tracing;
using Kubespy.Core.Tracing.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Views;

/// <summary>One JSON object a line: each thing that happened, and the state after it, with kstatus's word beside our own.</summary>
public static class JsonView
{
    /// <summary>What happened, and what it led to; several that came at once share the state after them.</summary>
    public static string Event(TraceLine line, Trace trace) => Text(MapValue.Of(
        ("time", Timestamp.FormatMicro(line.Time)),
        ("type", "event"),
        ("subject", line.Subject),
        ("message", line.Plain),
        ("warning", line.IsWarning),
        (FieldOf(trace), State(trace))));

    /// <summary>How things stand though nothing happened: at the start, and after a long silence.</summary>
    public static string Standing(Trace trace, string type) => Text(MapValue.Of(
        ("time", Timestamp.FormatMicro(trace.Now)),
        ("type", type),
        ("subject", $"{trace.ShortKind}/{trace.Name}"),
        (FieldOf(trace), State(trace))));

    public static string Result(Trace trace, string result, string message) => Text(MapValue.Of(
        ("time", Timestamp.FormatMicro(trace.Now)),
        ("type", "result"),
        ("subject", $"{trace.ShortKind}/{trace.Name}"),
        ("result", result),
        ("message", message),
        (FieldOf(trace), State(trace))));

    /// <summary>What was asserted and did not hold.</summary>
    public static string Assertion(Trace trace, string name, MapValue invariant) => Text(MapValue.Of(
        ("time", Timestamp.FormatMicro(trace.Now)),
        ("type", "assertion"),
        ("subject", $"{trace.ShortKind}/{trace.Name}"),
        ("name", name),
        ("invariant", invariant)));

    public static MapValue FindingOf(Finding finding) => MapValue.Of(
        ("cause", finding.Cause),
        ("subjects", ListValue.Of(finding.Subjects.Select(s => (Value)s))),
        ("summary", finding.Summary),
        ("evidence", ListValue.Of(finding.Evidence.Select(e => (Value)EvidenceOf(e)))),
        ("remedy", finding.Remedy),
        ("final", finding.IsFinal))
        .WithOptional("container", finding.Part.Length == 0 ? null : StringValue.Of(finding.Part))
        .WithOptional("outlook", finding.Outlook.Length == 0 ? null : StringValue.Of(finding.Outlook))
        .WithOptional("waiting", finding.Waiting.Length == 0 ? null : StringValue.Of(finding.Waiting))
        .WithOptional("byDesign", finding.IsByDesign ? BoolValue.Of(true) : null);

    private static MapValue EvidenceOf(Evidence evidence)
    {
        var told = MapValue.Of(("text", evidence.Text), ("source", evidence.Source));
        return evidence.Time is { } time ? told.With("time", Timestamp.FormatMicro(time)) : told;
    }

    private static string Text(MapValue told) => SafeText.Json(told.ToString());

    /// <summary>The state stands under its kind: <c>deployment</c>.</summary>
    private static string FieldOf(Trace trace) => char.ToLowerInvariant(trace.Kind[0]) + trace.Kind[1..];

    private static MapValue State(Trace trace) => trace switch
    {
        DeploymentTrace deployment => DeploymentJson.AddTo(Common(trace), deployment).With("findings", Findings(trace)),
        ObjectTrace other => Common(trace)
            .With("facts", ListValue.Of(other.Facts.SelectMany(f => f).Where(f => f.Text.Length > 0).Select(f => (Value)f.Text)))
            .With("rows", ListValue.Of(other.Sections.SelectMany(s => s.Rows.Select(r => (Value)RowOf(s, r)))))
            .With("findings", Findings(trace)),
        _ => Common(trace),
    };

    private static MapValue Common(Trace trace) => MapValue.Of(
        ("name", trace.Name),
        ("namespace", trace.Namespace),
        ("verdict", trace.Verdict.ToString()),
        ("kstatus", Kstatus(trace)),
        ("reason", trace.Reason),
        ("connected", trace.ConnectionLost.Length == 0));

    private static MapValue RowOf(TraceSection section, TraceRow row) => MapValue.Of(
        ("section", section.Title),
        ("depth", row.Depth),
        ("name", row.Name),
        ("health", row.Health.ToString()),
        ("word", row.Word),
        ("details", ListValue.Of(row.Details.Select(d => (Value)d))),
        ("where", row.Where));

    private static ListValue Findings(Trace trace) => ListValue.Of(trace.Findings.Select(f => (Value)FindingOf(f)));

    /// <summary>As kstatus would call it (sigs.k8s.io/cli-utils, pkg/kstatus): a rollout that is stuck is in progress until Kubernetes gives it up.</summary>
    private static string Kstatus(Trace trace) => trace.ConnectionLost.Length > 0 ? "Unknown" : Kstatus(trace.Verdict);

    internal static string Kstatus(Verdict verdict) => verdict switch
    {
        Verdict.Complete or Verdict.Ready => "Current",
        Verdict.Failed => "Failed",
        Verdict.Terminating => "Terminating",
        Verdict.Deleted or Verdict.Waiting => "NotFound",
        _ => "InProgress",
    };
}
