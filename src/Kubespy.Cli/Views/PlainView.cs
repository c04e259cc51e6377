using Kubespy.Cli.Terminal;
using Kubespy.Core.Tracing;

namespace Kubespy.Cli.Views;

/// <summary>Append-only lines for pipes and logs: one for each transition.</summary>
public static class PlainView
{
    public static string Render(TraceLine line, ViewOptions options)
    {
        var time = options.Clock(line.Time);
        var subject = line.Subject.Length == 0 ? "" : line.Subject + Scope(options) + " ";
        return TraceView.Ascii(SafeText.Of($"{time} {subject}{line.Plain}"), options);
    }

    /// <summary>Behind a name, where names alone do not tell targets apart.</summary>
    internal static string Scope(ViewOptions options) => options.Scope.Length == 0 ? "" : " " + options.Scope;

    /// <summary>The whole state in one line: at the start, at the end, after a long silence.</summary>
    public static string Summary(Trace trace, ViewOptions options)
    {
        var time = options.Clock(trace.Now);
        var reason = trace.Reason.Length == 0 ? "" : $" {trace.Reason.Replace("   ", ", ", StringComparison.Ordinal)},";
        var counts = trace.Verdict is Verdict.Waiting or Verdict.Deleted
            ? ""
            : trace.Counts.Length == 0 ? "" : " " + trace.Counts;
        var word = trace.Verdict.ToString();
        var lost = trace.ConnectionLost.Length == 0 ? "" : "connection lost, last seen ";
        return TraceView.Ascii(SafeText.Of($"{time} {trace.ShortKind}/{trace.Name}{Scope(options)} {lost}{char.ToLowerInvariant(word[0])}{word[1..]}:{reason}{counts}".TrimEnd(':', ',')), options);
    }
}
