using System.Threading.Channels;
using Kubespy.Cli.Commands;
using Kubespy.Cli.Live;
using Kubespy.Cli.Sources;
using Kubespy.Cli.Terminal;
using Kubespy.Cli.Views;
using Kubespy.Client;
using Kubespy.Client.Configuration;
using Kubespy.Client.Discovery;
using Kubespy.ControlPlane.Server;
using Kubespy.Core.Changes;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Demo;

/// <summary>
/// Shows stories on an embedded cluster, through the very client, model and views that look at any other. Neighbours that are seen through the
/// same view share it; the last picture of each stays.
/// </summary>
internal sealed class DemoPlayer(ClusterHost host, double speed, TerminalSettings terminal, TextWriter output, Keyboard keyboard) : IDisposable
{
    private readonly ClusterClient _client = new(KubeconfigLoader.Parse(host.KubeconfigText), TimeProvider.System);
    private readonly ClusterTime _clock = new(host);
    private readonly DemoKeys _keys = new();

    private ViewOptions View => new() { Context = "embedded", IsAscii = terminal.IsAscii, Zone = TimeZoneInfo.Local };

    public async Task<int> RunAsync(IReadOnlyList<DemoStory> stories)
    {
        var script = new DemoScript(new DemoCluster(host), stories.Count, speed, _keys, TimeProvider.System) { Ellipsis = terminal.IsAscii ? "~" : "…" };
        for (var i = 0; i < stories.Count;)
        {
            var part = stories.Skip(i).TakeWhile(s => s.View == stories[i].View).ToArray();
            i += part.Length;
            using var over = CancellationTokenSource.CreateLinkedTokenSource(keyboard.Token);
            var code = part[0].View == DemoView.PodStatus ? await StreamAsync(script, part, over) : await TraceAsync(script, part, over);
            if (code is not null)
            {
                return code.Value;
            }
        }

        return ExitCode.Reached;
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Null where the stories were told to their end; else somebody left, with this code.</summary>
    private async Task<int?> TraceAsync(DemoScript script, DemoStory[] part, CancellationTokenSource over)
    {
        script.Announced = terminal.IsLive ? null : () => output.WriteLine(script.Text);
        var live = new LiveSources
        {
            Keys = terminal.IsLive ? keyboard.Take() : null,
            Logs = new PodLogs(_client).ReadAsync,
            Caption = script.Caption,
            TakesKey = _keys.Take,
            MoreKeys = DemoKeys.All,
        };
        var target = part[0].View == DemoView.Service
            ? new ResolvedTarget(RestMapper.BuiltIn("service")!, "default", "web")
            : new ResolvedTarget(RestMapper.BuiltIn("deployment")!, "default", DemoCluster.Name);
        var options = new TraceOptions();
        var plan = TracePlan.For(_client, new RestMapper(_client), target, options);
        var runner = new TraceRunner(plan.Tracer, options, terminal, View, _clock, output) { Live = live };
        var playing = PlayAsync(script, part, over);
        var code = await runner.RunAsync((writer, token) => InClusterTimeAsync(plan.Source, writer, token), over.Token);
        await over.CancelAsync();
        return await playing ? null : code;
    }

    /// <summary>Lines that stay, with captions between them.</summary>
    private async Task<int?> StreamAsync(DemoScript script, DemoStory[] part, CancellationTokenSource over)
    {
        script.Announced = terminal.IsLive
            ? () => output.Write("\n" + string.Concat(script.Caption().Select(l => Ansi.Encode(l, terminal.IsColoured) + "\n")))
            : () => output.WriteLine(script.Text);
        using var changes = new ChangeOutput(output, null, new FieldScope([FieldPattern.Parse(".status")], false), terminal.IsColoured, View);
        var status = new DemoStatus(_client, changes, _clock);
        var watching = status.RunAsync(over.Token);
        var obeying = terminal.IsLive ? ObeyAsync(keyboard.Take(), over) : Task.CompletedTask;
        await Task.WhenAny(status.Watches, watching);
        var isTold = await PlayAsync(script, part, over);
        try
        {
            await Task.WhenAll(watching, obeying);
        }
        catch (OperationCanceledException)
        {
            // The story is over, or somebody left.
        }

        return isTold ? null : ExitCode.Reached;
    }

    private async Task ObeyAsync(ChannelReader<LiveKey> keys, CancellationTokenSource over)
    {
        await foreach (var key in keys.ReadAllAsync(over.Token))
        {
            if (key is { Code: KeyCode.Escape } or { Text: "q" })
            {
                await over.CancelAsync();
            }
            else if (_keys.Take(key) && _keys.IsPaused)
            {
                await output.WriteLineAsync("paused, space goes on");
            }
        }
    }

    /// <summary>True where it was told to its end.</summary>
    private static async Task<bool> PlayAsync(DemoScript script, DemoStory[] part, CancellationTokenSource over)
    {
        try
        {
            await script.RunAsync(part, over.Token);
            await over.CancelAsync();
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>The events carry the cluster's time, which may run faster than ours.</summary>
    private async Task InClusterTimeAsync(Func<ChannelWriter<SourceEvent>, CancellationToken, Task> source, ChannelWriter<SourceEvent> events, CancellationToken cancellation)
    {
        var inner = Channel.CreateBounded<SourceEvent>(1000);
        var feeding = source(inner.Writer, cancellation);
        await foreach (var news in inner.Reader.ReadAllAsync(cancellation))
        {
            await events.WriteAsync(news with { Time = host.Now }, cancellation);
        }

        await feeding;
    }
}
