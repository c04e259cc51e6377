using System.Threading.Channels;
using Kubespy.Cli.Commands;
using Kubespy.Cli.Sources;
using Kubespy.Cli.Terminal;
using Kubespy.Cli.Views;
using Kubespy.Client;
using Kubespy.Client.Configuration;
using Kubespy.Client.Tests;
using Kubespy.Core.Objects;
using Kubespy.Core.Tracing;
using Kubespy.Core.Tracing.Objects;
using Kubespy.Core.Tracing.Objects.Kinds;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Tests.Sources;

/// <summary>A wait that fails tells with what last words, where the server tells them soon.</summary>
public sealed class LogFollowerTests
{
    private const string Pod =
        """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","namespace":"default","uid":"p","creationTimestamp":"2026-01-01T00:00:00Z"},
         "spec":{"restartPolicy":"Never","containers":[{"name":"app"}]},
         "status":{"phase":"Failed","containerStatuses":[{"name":"app","restartCount":0,
          "state":{"terminated":{"exitCode":3,"reason":"Error","startedAt":"2026-01-01T00:00:01Z","finishedAt":"2026-01-01T00:00:02Z"} } }]}}
        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_failure_that_is_known_before_the_log_is_told_with_it()
    {
        using var isKnown = new ManualResetEventSlim();
        using var server = new ScriptedServer(_ => isKnown.Wait(TimeSpan.FromSeconds(20), Stop) ? (200, "cannot reach db:5432\n", false) : null);
        var (code, lines) = await RunAsync(server, TimeProvider.System, isKnown.Set);
        code.ShouldBe(1);
        lines[^2].ShouldEndWith("pod/web app | cannot reach db:5432");
        lines[^1].ShouldContain("pod/web failed");
    }

    [Fact]
    public async Task A_log_that_does_not_come_keeps_a_failure_for_two_seconds()
    {
        using var server = new ScriptedServer();
        var clock = new HastyClock(TimeSpan.FromSeconds(2));
        var (code, lines) = await RunAsync(server, clock, () => { });
        code.ShouldBe(1);
        lines[^1].ShouldContain("pod/web failed");
        clock.Hastened.ShouldBe(1);
    }

    [Fact]
    public async Task Logs_that_may_not_be_read_do_not_keep_it()
    {
        using var server = new ScriptedServer((403, """{"kind":"Status","message":"pods/log is forbidden: User jane","code":403}""", false));
        using var client = new ClusterClient(new KubeContext { Server = server.Address }, TimeProvider.System);
        var logs = Follow(client);
        var output = Channel.CreateUnbounded<SourceEvent>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var running = logs.RunAsync(output.Writer, stop.Token);

        (await output.Reader.ReadAsync(Stop)).ShouldBeOfType<SourceEvent.ObjectChanged>();
        await logs.WhenRead().WaitAsync(TimeSpan.FromSeconds(30), Stop);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => running);
        (await output.Reader.ReadAllAsync(Stop).OfType<SourceEvent.Forbidden>().FirstAsync(Stop)).Message.ShouldContain("pods/log is forbidden");
    }

    private static LogFollower Follow(ClusterClient client) => new(
        client, 10, KindTraces.Find("", "Pod"), "web",
        async (writer, token) =>
        {
            var now = client.Clock.GetUtcNow();
            await writer.WriteAsync(new SourceEvent.ObjectChanged(now, ChangeType.Added, new KubeObject((MapValue)ValueReader.Read(Pod)), IsInitial: true), token);
            await writer.WriteAsync(new SourceEvent.CaughtUp(now), token);
            await Task.Delay(Timeout.Infinite, token);
        });

    private static async Task<(int Code, string[] Lines)> RunAsync(ScriptedServer server, TimeProvider clock, Action onFailure)
    {
        using var client = new ClusterClient(new KubeContext { Server = server.Address }, clock);
        var (logs, output) = (Follow(client), new StringWriter());
        var runner = new TraceRunner(
            new ObjectTracer(KindTraces.Find("", "Pod")!, "web", "default"), new TraceOptions { Until = WaitFor.Ready }, new TerminalSettings(false, false, false), new ViewOptions(), client.Clock, output)
        {
            LogsRead = () =>
            {
                onFailure();
                return logs.WhenRead();
            },
        };
        var code = await runner.RunAsync(logs.RunAsync, Stop);
        return (code, output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Timers of that length are over at once.</summary>
    private sealed class HastyClock(TimeSpan length) : TimeProvider
    {
        private int _hastened;

        public int Hastened => _hastened;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime != length)
            {
                return base.CreateTimer(callback, state, dueTime, period);
            }

            Interlocked.Increment(ref _hastened);
            return base.CreateTimer(callback, state, TimeSpan.FromMilliseconds(1), period);
        }
    }
}
