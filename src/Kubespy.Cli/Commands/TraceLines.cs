using System.Globalization;
using Kubespy.Cli.Reports.Pages;
using Kubespy.Cli.Terminal;
using Kubespy.Cli.Views;
using Kubespy.Core.Timelines.Invariants;
using Kubespy.Core.Tracing;

namespace Kubespy.Cli.Commands;

/// <summary>What a trace tells where it is read line by line: each transition, how things stand after a silence, and how a wait ended.</summary>
internal sealed class TraceLines(ITracer tracer, TraceOptions options, bool isLive, ViewOptions view, TimeProvider clock, TextWriter output)
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    private readonly CountedLines _counted = new();
    private long _lastLine = clock.GetTimestamp();
    private string _lastText = "";

    /// <summary>Tells the transitions that have come; after each where the lines are JSON.</summary>
    public void Report(DateTimeOffset now, bool isReplay)
    {
        var lines = tracer.TakeLines().Where(l => l.Plain.Length > 0).ToArray();
        if (isLive)
        {
            return;
        }

        var state = options.IsJson && lines.Length > 0 ? tracer.Trace(now) : null;
        foreach (var line in state is not null ? lines : _counted.Take(lines, tracer.PodCount, now))
        {
            Tell(line, state);
        }

        if (!isReplay && clock.GetElapsedTime(_lastLine) > Silence)
        {
            Stand(tracer.Trace(now), "heartbeat");
        }
    }

    /// <summary>How things stand.</summary>
    public void Stand(Trace trace, string type)
    {
        if (options.IsJson)
        {
            Print(JsonView.Standing(trace, type));
        }
        else if (!isLive)
        {
            Print(PlainView.Summary(trace, view));
        }
    }

    /// <summary>What was counted and is not told yet.</summary>
    public void Flush()
    {
        foreach (var line in _counted.Flush())
        {
            Tell(line, null);
        }
    }

    /// <summary>How a wait ended.</summary>
    /// <param name="trace">The state that it ended with.</param>
    /// <param name="until">What was waited for.</param>
    /// <param name="code">The exit code; null where the wait was cut short.</param>
    /// <returns>The result in a word, and the sentence.</returns>
    public (string Result, string Message) End(Trace trace, WaitFor until, int? code)
    {
        var goal = until.ToString().ToLower(CultureInfo.InvariantCulture);
        var verdict = trace.Verdict.ToString().ToLower(CultureInfo.InvariantCulture);
        var (result, message) = code switch
        {
            null => ("interrupted", $"not {goal} when it ended: {verdict}{Standing(trace.Counts)}"),
            ExitCode.Reached => ("reached", trace.Achieved(until)),
            ExitCode.ClusterLost => ("lost", $"cluster lost: {trace.ConnectionLost}; last seen {verdict}{Standing(trace.Counts)}"),
            ExitCode.TimedOut => ("timeout", $"timed out: {verdict}, {trace.Reason.Replace("   ", ", ", StringComparison.Ordinal)}{Standing(trace.Counts)}"),
            _ => ("failed", $"failed: {(trace.Doom.Length > 0 ? trace.Doom : trace.Reason)}{Standing(trace.Left)}"),
        };
        var subject = $"{trace.ShortKind}/{trace.Name}{PlainView.Scope(view)}";
        if (options.IsJson)
        {
            Print(JsonView.Result(trace, result, message));
        }
        else if (code != ExitCode.Reached || !_lastText.StartsWith($"{subject} {goal}", StringComparison.Ordinal))
        {
            // Else the trace's own last line says it.
            Print(SafeText.Of(TraceView.Ascii($"{(isLive ? "" : view.Clock(trace.Now) + " ")}{subject} {message}", view)));
        }

        if (code == ExitCode.Failed && Environment.GetEnvironmentVariable("GITHUB_ACTIONS") == "true" && !options.IsJson)
        {
            Print($"::error title={SafeText.Of($"{trace.ShortKind}/{trace.Name}")}::{SafeText.Of(trace.Doom.Length > 0 ? trace.Doom : trace.Reason)}");
        }

        return (result, message);
    }

    /// <summary>What was asserted and did not hold, or could not be judged: a line of its own each, after all others.</summary>
    public void Assert(Trace trace, IReadOnlyList<InvariantResult> broken)
    {
        foreach (var result in broken)
        {
            var text = Assertions.Text(result);
            Print(options.IsJson
                ? JsonView.Assertion(trace, result.Name, JsonPage.InvariantOf(result))
                : SafeText.Of(TraceView.Ascii($"{(isLive ? "" : view.Clock(trace.Now) + " ")}{trace.ShortKind}/{trace.Name}{PlainView.Scope(view)} {text}", view)));
            if (Environment.GetEnvironmentVariable("GITHUB_ACTIONS") == "true" && !options.IsJson)
            {
                Print($"::error title={SafeText.Of($"{trace.ShortKind}/{trace.Name}")}::{SafeText.Of(text)}");
            }
        }
    }

    /// <summary>What was waited for can no longer be seen.</summary>
    public void Abandon(Trace trace, string result, string message)
    {
        if (options.IsJson)
        {
            Print(JsonView.Result(trace, result, message));
        }
    }

    private static string Standing(string text) => text.Length == 0 ? "" : $"; {text}";

    private void Tell(TraceLine line, Trace? state)
    {
        Print(state is not null ? JsonView.Event(line, state) : PlainView.Render(line, view));
        _lastText = $"{line.Subject}{PlainView.Scope(view)} {line.Plain}";
    }

    private void Print(string line)
    {
        _lastLine = clock.GetTimestamp();
        try
        {
            output.WriteLine(line);
            output.Flush();
        }
        catch (IOException e) when (options.Until is not null && CommandErrors.IsBrokenPipe(e))
        {
            // Nobody reads any more; the exit code is what a wait is for.
        }
    }
}
