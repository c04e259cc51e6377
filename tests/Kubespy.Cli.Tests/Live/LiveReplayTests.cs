using System.Threading.Channels;
using Kubespy.Cli.Commands;
using Kubespy.Cli.Live;
using Kubespy.Cli.Terminal;
using Kubespy.Cli.Views;
using Kubespy.Core.Tracing;

namespace Kubespy.Cli.Tests.Live;

/// <summary>A recording that is played live: it ends by itself, unless somebody looks around in it.</summary>
public sealed class LiveReplayTests
{
    [Fact]
    public async Task Without_a_key_it_leaves_its_last_picture_at_its_end()
    {
        using var screen = new WatchedScreen();
        (await Runner(screen, Channel.CreateUnbounded<LiveKey>()).RunAsync(TellAsync, TestContext.Current.CancellationToken)).ShouldBe(0);
        screen.Text.ShouldStartWith("Deployment nginx");
        screen.Text.ShouldContain("Complete");
    }

    [Fact]
    public async Task Once_a_key_was_pressed_it_stays_until_somebody_leaves()
    {
        using var screen = new WatchedScreen();
        var keys = Channel.CreateUnbounded<LiveKey>();
        var (hasStarted, mayEnd) = (new TaskCompletionSource(), new TaskCompletionSource());
        var running = Runner(screen, keys).RunAsync(
            async (writer, token) =>
            {
                await TellAsync(writer, token);
                hasStarted.SetResult();
                await mayEnd.Task;
            },
            TestContext.Current.CancellationToken);
        await hasStarted.Task;
        keys.Writer.TryWrite(new LiveKey(KeyCode.Down));
        await screen.UntilAsync(t => t.Contains("› revision 2", StringComparison.Ordinal));
        mayEnd.SetResult();
        await screen.UntilAsync(t => t.Contains("ended", StringComparison.Ordinal));
        running.IsCompleted.ShouldBeFalse();
        keys.Writer.TryWrite(LiveKey.Of('q'));
        (await running).ShouldBe(0);
    }

    private static TraceRunner Runner(WatchedScreen screen, Channel<LiveKey> keys) =>
        new(new DeploymentTracer("nginx", "default"), new TraceOptions { Speed = 0 }, new TerminalSettings(true, false, false), new ViewOptions { Mode = "replay" }, TimeProvider.System, new StringWriter())
        {
            IsReplay = true,
            Live = new LiveSources { Keys = keys.Reader },
            NewScreen = () => screen,
        };

    private static async Task TellAsync(ChannelWriter<Core.Watching.SourceEvent> output, CancellationToken cancellation)
    {
        foreach (var news in Replay.Load("02"))
        {
            await output.WriteAsync(news, cancellation);
        }
    }
}
