using System.CommandLine;
using System.Threading.Channels;
using Kubespy.Cli.Demo;
using Kubespy.Cli.Live;
using Kubespy.Cli.Sources;
using Kubespy.Cli.Terminal;
using Kubespy.Cli.Views;
using Kubespy.Client;
using Kubespy.Client.Configuration;
using Kubespy.Client.Transport;
using Kubespy.ControlPlane.Server;
using Kubespy.Core.Tracing;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Commands;

/// <summary>
/// <c>kubespy demo</c>: the stories of a Deployment on the embedded cluster. What is seen is seen through the very client,
/// model and view that look at any other cluster.
/// </summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var story = new Argument<string>("story") { Arity = ArgumentArity.ZeroOrOne, Description = $"{string.Join(", ", DemoStories.Names)} or all; else {string.Join(", ", DemoStories.Default)}." };
        var speed = new Option<double>("--speed") { Description = "How many times faster than life.", DefaultValueFactory = _ => 1 };
        var color = new Option<string>("--color") { Description = "auto, always or never.", DefaultValueFactory = _ => "auto" };
        var ascii = new Option<bool>("--ascii") { Description = "Draw with ASCII alone." };
        var command = new Command("demo", "See a rollout, a killed Pod and a relabelled one, live, with no cluster at hand.\n\n  kubespy demo\n  kubespy demo kill --speed 4") { story, speed, color, ascii };
        command.SetAction(async (parse, cancellation) =>
        {
            var name = parse.GetValue(story) ?? "";
            if ((name.Length > 0 && name != "all" && !DemoStories.Names.Contains(name)) || parse.GetValue(speed) is not (> 0 and <= 100))
            {
                await parse.InvocationConfiguration.Error.WriteLineAsync($"kubespy: a demo is one of {string.Join(", ", DemoStories.Names)} or all; --speed is above 0 and at most 100");
                return ExitCode.Usage;
            }

            var stories = name.Length == 0 ? DemoStories.Default : name == "all" ? DemoStories.Names : [name];
            var terminal = TerminalSettings.Detect(parse.GetValue(color) ?? "auto", parse.GetValue(ascii));
            using var signals = new Signals(cancellation);
            using var keyboard = new Keyboard(signals.Token);
            if (terminal.IsLive)
            {
                keyboard.Listen();
            }

            return await RunAsync(stories, parse.GetValue(speed), terminal, parse.InvocationConfiguration.Output, keyboard);
        });
        return command;
    }

    private static async Task<int> RunAsync(IReadOnlyList<string> stories, double speed, TerminalSettings terminal, TextWriter output, Keyboard keyboard)
    {
        MachineRoots.LeaveUnread();
        await using var host = await ClusterHost.StartAsync(new ClusterHostOptions { Speed = speed });
        using var client = new ClusterClient(KubeconfigLoader.Parse(host.KubeconfigText), TimeProvider.System);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(keyboard.Token);
        var keys = new DemoKeys();
        var script = new DemoScript(new DemoCluster(host), stories, speed, keys, TimeProvider.System)
        {
            Ellipsis = terminal.IsAscii ? "~" : "…",
            Announced = terminal.IsLive ? null : text => output.WriteLine(text),
        };
        var view = new ViewOptions { Context = "embedded", IsAscii = terminal.IsAscii, Zone = TimeZoneInfo.Local };
        var clock = new ClusterTime(host);
        var live = new LiveSources
        {
            Keys = terminal.IsLive ? keyboard.Take() : null,
            Logs = new PodLogs(client).ReadAsync,
            Caption = script.Caption,
            TakesKey = keys.Take,
            MoreKeys = DemoKeys.All,
        };
        var runner = new TraceRunner(new DeploymentTracer(DemoCluster.Name, "default"), new TraceOptions(), terminal, view, clock, output) { Live = live };
#pragma warning disable CA2025 // It is awaited below, before what it uses is disposed.
        var playing = PlayAsync(script, over);
#pragma warning restore CA2025
        var source = new ClusterDeploymentSource(client, "default", DemoCluster.Name);
        var code = await runner.RunAsync((writer, token) => RunSourceAsync(source, writer, host, token), over.Token);
        await over.CancelAsync();
        await playing;
        return code;
    }

    private static async Task PlayAsync(DemoScript script, CancellationTokenSource over)
    {
        try
        {
            await script.RunAsync(over.Token);
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C.
        }

        await over.CancelAsync();
    }

    /// <summary>The events carry the cluster's time, which may run faster than ours.</summary>
    private static async Task RunSourceAsync(ClusterDeploymentSource source, ChannelWriter<SourceEvent> output, ClusterHost host, CancellationToken cancellation)
    {
        var inner = Channel.CreateBounded<SourceEvent>(1000);
        var feeding = source.RunAsync(inner.Writer, cancellation);
        await foreach (var news in inner.Reader.ReadAllAsync(cancellation))
        {
            await output.WriteAsync(news with { Time = host.Now }, cancellation);
        }

        await feeding;
    }
}
