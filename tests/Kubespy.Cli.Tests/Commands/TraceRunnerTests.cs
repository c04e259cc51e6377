using Kubespy.Cli.Commands;
using Kubespy.Cli.Terminal;
using Kubespy.Cli.Views;
using Kubespy.Core.Objects;
using Kubespy.Core.Timelines.Invariants;
using Kubespy.Core.Tracing;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Tests.Commands;

/// <summary>
/// What a pipeline gets that begins just after kubectl changed something: lines, the last of them a verdict, and an exit code. Recordings of a
/// real cluster are the source.
/// </summary>
public sealed class TraceRunnerTests
{
    [Fact]
    public async Task A_rollout_ends_with_how_long_it_took_once()
    {
        var (code, lines) = await RunAsync("02", new TraceOptions { Until = WaitFor.Complete });

        code.ShouldBe(0);
        lines[^1].ShouldEndWith("deploy/nginx complete in 3s, available >= 3/3, 1 still terminating");
        lines.Count(l => l.Contains("complete in", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Settled_waits_for_the_last_terminating_Pod()
    {
        var (code, lines) = await RunAsync("02", new TraceOptions { Until = WaitFor.Settled });

        code.ShouldBe(0);
        lines[^2].ShouldEndWith("Terminating -> gone");
        lines[^1].ShouldEndWith("deploy/nginx settled, available 3/3");
    }

    [Fact]
    public async Task A_doomed_rollout_fails_with_its_cause_and_what_still_serves()
    {
        var (code, lines) = await RunAsync("05", new TraceOptions { Until = WaitFor.Complete });

        code.ShouldBe(1);
        lines[^1].ShouldEndWith("deploy/nginx failed: image nginx:bad not found; revision 1 serves 3/3");
    }

    [Fact]
    public async Task Without_failing_fast_Kubernetes_own_verdict_is_waited_for()
    {
        var (code, lines) = await RunAsync("05", new TraceOptions { Until = WaitFor.Complete, FailsFast = false });

        code.ShouldBe(1);
        lines.ShouldContain(l => l.EndsWith("deploy/nginx ProgressDeadlineExceeded", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_line_of_JSON_carries_the_state_after_it()
    {
        var (code, lines) = await RunAsync("02", new TraceOptions { Until = WaitFor.Complete, Output = "json" });

        code.ShouldBe(0);
        var states = lines.Select(l => (MapValue)ValueReader.Read(l)).ToArray();
        states.All(s => s.MapAt("deployment") is not null && s.StringAt("time") is not null).ShouldBeTrue();
        states[0].StringAt("type").ShouldBe("state");
        states[^1].StringAt("result").ShouldBe("reached");
        var up = states.First(s => s.StringAt("message") == "3 -> 2");
        up.At("deployment", "revisions").ShouldBeOfType<ListValue>()[1].Int64At("replicas").ShouldBe(2);
        foreach (var pod in states.SelectMany(s => s.ListAt("deployment", "revisions")).SelectMany(r => r.ListAt("pods")))
        {
            pod.StringAt("name").ShouldNotBeNullOrEmpty();
            pod.StringAt("word").ShouldNotBeNullOrEmpty();
            pod.BoolAt("ready").ShouldNotBeNull();
            pod.StringAt("created").ShouldNotBeNullOrEmpty();
        }
    }

    [Fact]
    public async Task What_is_asserted_and_holds_is_not_mentioned()
    {
        var (code, lines) = await RunAsync("02", new TraceOptions { Until = WaitFor.Complete, Asserts = Invariant.Parse(["floor,ceiling", "no-endpoint-gap"]) });

        code.ShouldBe(0);
        lines.ShouldNotContain(l => l.Contains("assert", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_asserted_and_does_not_hold_fails_the_trace_at_its_end()
    {
        var (code, lines) = await RunAsync("10", new TraceOptions { Until = WaitFor.Complete, Asserts = Invariant.Parse(["floor", "no-endpoint-gap"]) });

        code.ShouldBe(1);
        lines[^1].ShouldContain("deploy/nginx assert no-endpoint-gap violated: no endpoint of svc/nginx was ready: once, 2.00s in all; first from ");
        lines[^2].ShouldContain("deploy/nginx complete in ");
        (await RunAsync("10", new TraceOptions { Asserts = Invariant.Parse(["no-endpoint-gap"]) })).Code.ShouldBe(1);
    }

    [Fact]
    public async Task What_cannot_be_judged_is_no_success()
    {
        var (code, lines) = await RunAsync("02", new TraceOptions { Until = WaitFor.Complete, Asserts = Invariant.Parse(["no-endpoint-gap"]) }, e => e.Object.Kind != "EndpointSlice");

        code.ShouldBe(1);
        lines[^1].ShouldEndWith("deploy/nginx assert no-endpoint-gap cannot be judged: no EndpointSlice was seen: record or watch endpointslices, too");
    }

    [Fact]
    public async Task An_assertion_is_a_line_of_JSON()
    {
        var (_, lines) = await RunAsync("02", new TraceOptions { Until = WaitFor.Complete, Output = "json", Asserts = Invariant.Parse(["one-revision"]) });

        var told = (MapValue)ValueReader.Read(lines[^1]);
        (told.StringAt("type"), told.StringAt("name"), told.StringAt("invariant", "state")).ShouldBe(("assertion", "one-revision", "violated"));
    }

    [Fact]
    public async Task A_silence_is_broken_by_how_things_stand()
    {
        var clock = new SteppingClock();
        var output = new StringWriter();
        var runner = new TraceRunner(new DeploymentTracer("nginx", "default"), new TraceOptions(), new TerminalSettings(false, false, false), new ViewOptions(), clock, output);
        using var stop = new CancellationTokenSource();

        await runner.RunAsync(
            async (writer, token) =>
            {
                foreach (var news in Replay.Load("01"))
                {
                    await writer.WriteAsync(news with { IsInitial = true }, token);
                }

                await writer.WriteAsync(new SourceEvent.CaughtUp(clock.GetUtcNow()), token);
                await clock.AfterAsync(65, stop);
                await Task.Delay(Timeout.Infinite, token);
            },
            stop.Token);

        Lines(output).Count(l => l.EndsWith("deploy/nginx complete: revision 1, updated 3/3, available 3/3", StringComparison.Ordinal)).ShouldBe(3);
    }

    [Fact]
    public async Task A_wait_that_is_cut_short_has_not_reached_its_end()
    {
        var (code, lines) = await WaitAsync(60, _ => []);
        code.ShouldBe(3);
        lines[^1].ShouldEndWith("deploy/absent not complete when it ended: waiting");
    }

    [Fact]
    public async Task A_wait_is_given_up_where_the_cluster_stays_away()
    {
        var (code, lines) = await WaitAsync(1200, now => [new SourceEvent.ConnectionLost(now, new GroupVersionResource("apps", "v1", "deployments"), "Connection refused")]);
        code.ShouldBe(4);
        lines[^1].ShouldEndWith("deploy/absent cluster lost: Connection refused; last seen waiting");
        lines.Count(l => l.Contains("connection lost, last seen waiting", StringComparison.Ordinal)).ShouldBeInRange(15, 25, "each half minute of ten");
        lines.Count(l => l.Contains("trying again", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task A_clock_that_jumps_neither_silences_nor_hastens_what_is_told()
    {
        // Another server of the same cluster answers, and its clock is an hour off.
        var (code, lines) = await WaitAsync(65, _ => [], TimeSpan.FromHours(-1));
        code.ShouldBe(3);
        lines.Length.ShouldBe(3, string.Join('\n', lines));
    }

    /// <summary>Waits for what does not exist for so many seconds, then is interrupted.</summary>
    private static async Task<(int Code, string[] Lines)> WaitAsync(double seconds, Func<DateTimeOffset, SourceEvent[]> also, TimeSpan jump = default)
    {
        var clock = new SteppingClock();
        var output = new StringWriter();
        var runner = new TraceRunner(
            new DeploymentTracer("absent", "default"), new TraceOptions { Until = WaitFor.Complete }, new TerminalSettings(false, false, false), new ViewOptions(), clock, output);
        using var stop = new CancellationTokenSource();
        var code = await runner.RunAsync(
            async (writer, token) =>
            {
                await writer.WriteAsync(new SourceEvent.CaughtUp(clock.GetUtcNow()), token);
                foreach (var news in also(clock.GetUtcNow()))
                {
                    await writer.WriteAsync(news, token);
                }

                clock.Jump(jump);
                await clock.AfterAsync(seconds, stop).WaitAsync(token);
                await Task.Delay(Timeout.Infinite, token);
            },
            stop.Token);
        return (code, Lines(output));
    }

    internal static async Task<(int Code, string[] Lines)> RunAsync(string scenario, TraceOptions options, Func<SourceEvent.ObjectChanged, bool>? isSeen = null)
    {
        var events = Replay.Load(scenario).Where(isSeen ?? (_ => true)).ToArray();
        var start = events.First(e => e.Object is { Kind: "Deployment", Generation: 2 }).Time;
        var output = new StringWriter();
        var runner = new TraceRunner(new DeploymentTracer("nginx", "default"), options, new TerminalSettings(false, false, false), new ViewOptions(), TimeProvider.System, output)
        {
            IsReplay = true,
            Assertions = Assertions.For(options, "Deployment", "default", "nginx"),
        };
        var code = await runner.RunAsync(
            async (writer, token) =>
            {
                // As a list tells it: what there is, as it is.
                foreach (var last in events.Where(e => e.Time <= start).GroupBy(e => e.Object.Uid).Select(e => e.Last()).Where(e => e.Type != ChangeType.Deleted))
                {
                    await writer.WriteAsync(last with { IsInitial = true }, token);
                }

                await writer.WriteAsync(new SourceEvent.CaughtUp(start), token);
                foreach (var news in events.Where(e => e.Time > start))
                {
                    await writer.WriteAsync(news, token);
                }
            },
            CancellationToken.None);
        return (code, Lines(output));
    }

    private static string[] Lines(StringWriter output) => output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
