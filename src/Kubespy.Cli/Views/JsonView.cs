using Kubespy.Core.Objects;
using Kubespy.Core.Tracing;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Views;

/// <summary>One JSON object a line: each thing that happened, and the state after it, with kstatus's word beside our own.</summary>
public static class JsonView
{
    public static string Event(TraceLine line, DeploymentTrace trace) => MapValue.Of(
        ("time", Timestamp.FormatMicro(line.Time)),
        ("type", "event"),
        ("subject", line.Subject),
        ("message", line.Plain),
        ("warning", line.IsWarning),
        ("deployment", State(trace))).ToString();

    public static string Result(DeploymentTrace trace, string result, string message) => MapValue.Of(
        ("time", Timestamp.FormatMicro(trace.Now)),
        ("type", "result"),
        ("subject", $"deploy/{trace.Name}"),
        ("result", result),
        ("message", message),
        ("deployment", State(trace))).ToString();

    private static MapValue State(DeploymentTrace trace) => MapValue.Of(
        ("name", trace.Name),
        ("namespace", trace.Namespace),
        ("verdict", trace.Verdict.ToString()),
        ("kstatus", Kstatus(trace)),
        ("reason", trace.Reason),
        ("replicas", trace.Replicas),
        ("updated", trace.Updated),
        ("available", trace.Available),
        ("terminating", trace.Terminating),
        ("released", trace.Released.Count));

    private static string Kstatus(DeploymentTrace trace) => trace.Verdict switch
    {
        Verdict.Complete => "Current",
        Verdict.Failed or Verdict.Stuck => "Failed",
        Verdict.Terminating => "Terminating",
        Verdict.Deleted or Verdict.Waiting => "NotFound",
        _ => "InProgress",
    };
}
