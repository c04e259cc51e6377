using System.Diagnostics;
using System.Globalization;
using System.Text;
using Kubespy.Cli.Live;
using Kubespy.Cli.Terminal;
using Kubespy.Cli.Tests.Live;
using Kubespy.Cli.Views;
using Kubespy.Core.Tracing;

namespace Kubespy.LoadBench;

/// <summary>
/// What a frame of the live view costs in time and in bytes to the terminal: 60 rows, whole, when one row changes, and when a second passes; the same
/// table by Spectre.Console's Live beside it; and a key press in 5,000 Pods. One core, after warming up; medians.
/// </summary>
internal static class FrameCost
{
    private const int Width = 120;
    private const int Rows = 60;
    private const int Turns = 400;

    public static int Run()
    {
        Console.WriteLine("| frame of 60 rows, 120 columns | ms | bytes | Spectre Live, ms | bytes | ratio of ms | of bytes |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (var (what, ours, theirs) in new (string, Func<int, Work>, Func<(double Milliseconds, int Bytes)>?)[]
        {
            ("whole", Whole(), () => Measure(_ => SpectreFrame.Whole(Width, Rows))),
            ("one row changes", OneRow(), () => SpectreFrame.Run(Width, Rows, Measure)),
            ("a second passes: every age", Ages(), null),
        })
        {
            var (mine, other) = (Measure(ours), theirs?.Invoke() ?? default);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {mine.Milliseconds:0.000} | {mine.Bytes} | {(theirs is null ? "| | |" : $"{other.Milliseconds:0.00} | {other.Bytes} | {other.Milliseconds / mine.Milliseconds:0}x | {(double)other.Bytes / mine.Bytes:0.0}x")} |"));
        }

        Console.WriteLine();
        Console.WriteLine("| key in 5,000 Pods, 120x40 | ms, median | worst | bytes |");
        Console.WriteLine("|---|---|---|---|");
        var pods = new ManyPods(5_000);
        var trace = pods.Tracer.Trace(ManyPods.Time);
        PrintKey("page down", trace, Enumerable.Repeat(new LiveKey(KeyCode.PageDown), 120), isFresh: false);
        PrintKey("page down, the trace just calculated anew", trace, Enumerable.Repeat(new LiveKey(KeyCode.PageDown), 120), isFresh: true);
        PrintKey("arrow down", trace, Enumerable.Repeat(new LiveKey(KeyCode.Down), 200), isFresh: false);
        PrintKey("a letter of a filter, and back", trace, Enumerable.Range(0, 60).SelectMany(_ => (LiveKey[])[LiveKey.Of('4'), new LiveKey(KeyCode.Backspace)]).Prepend(LiveKey.Of('/')), isFresh: false);
        PrintKey("only failing, and back", trace, Enumerable.Repeat(LiveKey.Of('f'), 100), isFresh: false);
        var folding = Measure(_ =>
        {
            pods.Tracer.Trace(ManyPods.Time);
            return new Work(0);
        });
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| (not at a key: the trace calculated anew) | {folding.Milliseconds:0.0} | | |"));
        return 0;
    }

    /// <summary>51 Pods in three revisions, so that none are counted, and what stands above.</summary>
    private static ManyPods Pods() => new(51, revisions: 3);

    private static Func<int, Work> Whole()
    {
        var trace = Pods().Tracer.Trace(ManyPods.Time);
        return _ => Draw(trace, new FrameWriter(isColoured: true));
    }

    private static Func<int, Work> OneRow()
    {
        var pods = Pods();
        var writer = new FrameWriter(isColoured: true);
        DeploymentTrace After(int restarts)
        {
            pods.TellPod(30, isReady: true, restarts);
            return pods.Tracer.Trace(ManyPods.Time);
        }

        DeploymentTrace[] traces = [After(0), After(1)];
        return turn => Draw(traces[turn % 2], writer);
    }

    private static Func<int, Work> Ages()
    {
        var pods = Pods();
        var writer = new FrameWriter(isColoured: true);
        var traces = Enumerable.Range(0, 60).Select(second => pods.Tracer.Trace(ManyPods.Time.AddMinutes(-59).AddSeconds(second))).ToArray();
        return turn => Draw(traces[turn % traces.Length], writer);
    }

    private static Work Draw(DeploymentTrace trace, FrameWriter writer) => new(Encoding.UTF8.GetByteCount(writer.Next(TraceView.Render(trace, Width, Rows, new ViewOptions { Context = "kind" }), Width)));

    private static void PrintKey(string what, DeploymentTrace trace, IEnumerable<LiveKey> keys, bool isFresh)
    {
        const int Height = 40;
        LiveScene New() => new(trace, Width, Height, new ViewOptions { Context = "kind" });
        var (writer, times, bytes) = (new FrameWriter(isColoured: true), new List<double>(), new List<int>());
        var scene = New();

        // The count of the Pods that are Ready is opened first.
        var state = new[] { KeyCode.Down, KeyCode.Down, KeyCode.Enter }.Aggregate(LiveState.Initial, (s, k) => LiveUpdate.Apply(s, new LiveKey(k), scene).State);
        foreach (var key in keys)
        {
            scene = isFresh ? New() : scene;
            var clock = Stopwatch.GetTimestamp();
            state = LiveUpdate.Apply(state, key, scene).State;
            bytes.Add(Encoding.UTF8.GetByteCount(writer.Next(LiveView.Render(scene, state), Width)));
            times.Add(Stopwatch.GetElapsedTime(clock).TotalMilliseconds);
        }

        var warm = times.Skip(times.Count / 5).Order().ToArray();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {warm[warm.Length / 2]:0.00} | {warm[^1]:0.00} | {bytes.Order().ElementAt(bytes.Count / 2)} |"));
    }

    private static (double Milliseconds, int Bytes) Measure(Func<int, Work> work)
    {
        var (times, bytes) = (new List<double>(), new List<int>());
        for (var turn = 0; turn < Turns; turn++)
        {
            var clock = Stopwatch.GetTimestamp();
            var done = work(turn);
            if (turn >= Turns / 2)
            {
                times.Add(Stopwatch.GetElapsedTime(clock).TotalMilliseconds);
                bytes.Add(done.Bytes);
            }
        }

        return (times.Order().ElementAt(times.Count / 2), bytes.Order().ElementAt(bytes.Count / 2));
    }

    internal readonly record struct Work(int Bytes);
}
