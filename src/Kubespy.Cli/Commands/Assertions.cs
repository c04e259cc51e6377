using Kubespy.Cli.Telemetry;
using Kubespy.Cli.Terminal;
using Kubespy.Core.Timelines;
using Kubespy.Core.Timelines.Invariants;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Commands;

/// <summary>What a trace was told to assert: it looks on, and judges at the end. What could not be judged is no success: a pipeline would take it for one.</summary>
internal sealed class Assertions(IReadOnlyList<Invariant> asserted, TimelineRecorder recorder)
{
    /// <summary>Null where nothing is asserted or exported: then nothing is kept for it either.</summary>
    public static Assertions? For(TraceOptions options, string kind, string ns, string name) =>
        options.Asserts.Count == 0 && options.Otlp is null ? null : new Assertions(options.Asserts, new TimelineRecorder(kind, ns, name));

    public void Apply(SourceEvent news) => recorder.Apply(news);

    /// <summary>What was seen, sent to a collector; what it makes of it is said on the error stream, and does not decide how the trace ends.</summary>
    public async Task ExportAsync(OtlpExporter exporter, DateTimeOffset now, TextWriter error)
    {
        // The trace may have been ended by Ctrl-C: what it saw is wanted, too.
        if (await exporter.ExportAsync(recorder.Until(now), CancellationToken.None) is { Length: > 0 } complaint)
        {
            await error.WriteLineAsync($"kubespy: --otlp: {SafeText.Of(complaint)}");
        }
    }

    /// <summary>All that was asserted, in its order.</summary>
    public IReadOnlyList<InvariantResult> Judge(DateTimeOffset now)
    {
        if (asserted.Count == 0)
        {
            return [];
        }

        var timeline = recorder.Until(now);
        return [.. asserted.Select(a => a.Of(timeline))];
    }

    /// <summary>One of them in a line: what, by how much, from when to when, which Pods.</summary>
    public static string Text(InvariantResult result)
    {
        if (result.State == InvariantState.NotJudged)
        {
            return $"assert {result.Name} cannot be judged: {result.Summary}";
        }

        var first = result.Breaches[0];
        var to = first.To is { } end ? $" to {Clock(end)}" : " on";
        var pods = first.Pods.Count == 0 ? "" : $" ({string.Join(", ", first.Pods.Take(3))}{(first.Pods.Count > 3 ? " and others" : "")})";
        return $"assert {result.Name} violated: {result.Summary}; first from {Clock(first.From)}{to}: {first.Text}{pods}";
    }

    private static string Clock(DateTimeOffset time) => time.UtcDateTime.ToString("HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
