using System.CommandLine;
using Kubespy.Client.Transport;
using Kubespy.ControlPlane.Server;

namespace Kubespy.Cli.Commands;

/// <summary><c>kubespy cluster start</c>: the embedded cluster in the foreground.</summary>
internal static class ClusterCommand
{
    public static Command Create()
    {
        var command = new Command("cluster", "Run an embedded cluster, and bother it.");
        command.Subcommands.Add(CreateStart());
        command.Subcommands.Add(BotherCommand.Create());
        return command;
    }

    private static Command CreateStart()
    {
        var port = new Option<int>("--port") { Description = "The port on loopback; 0 takes any free one.", DefaultValueFactory = _ => 0 };
        var kubeconfig = new Option<string>("--kubeconfig") { Description = "Where to write the kubeconfig.", DefaultValueFactory = _ => DefaultKubeconfig() };
        var nodes = new Option<int>("--nodes") { Description = "How many nodes there are.", DefaultValueFactory = _ => 3 };
        var speed = new Option<double>("--speed") { Description = "How many seconds of the cluster pass in one of yours.", DefaultValueFactory = _ => 1 };
        var seed = new Option<int>("--seed") { Description = "What is drawn by chance follows from it.", DefaultValueFactory = _ => Environment.TickCount };
        var start = new Command("start", "Start an embedded cluster in the foreground; Ctrl-C ends it.\n\n  kubespy cluster start\n  kubespy cluster start --port 6443 --kubeconfig ./kubeconfig --nodes 5") { port, kubeconfig, nodes, speed, seed };
        start.SetAction(async (parse, cancellation) =>
        {
            var options = new ClusterHostOptions
            {
                Port = parse.GetValue(port),
                KubeconfigPath = parse.GetValue(kubeconfig),
                Nodes = parse.GetValue(nodes),
                Speed = parse.GetValue(speed),
                Seed = parse.GetValue(seed),
            };
            if (options.Nodes is < 1 or > 1000 || options.Speed is not (> 0 and <= 10_000) || options.Port is < 0 or > 65535)
            {
                await parse.InvocationConfiguration.Error.WriteLineAsync("kubespy: --nodes is 1 to 1000, --speed above 0 and at most 10000, --port 0 to 65535");
                return ExitCode.Usage;
            }

            return await RunAsync(options, parse.InvocationConfiguration.Output, parse.InvocationConfiguration.Error, cancellation);
        });
        return start;
    }

    private static async Task<int> RunAsync(ClusterHostOptions options, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        ClusterHost host;
        try
        {
            MachineRoots.LeaveUnread();
            host = await ClusterHost.StartAsync(options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync($"kubespy: the cluster could not start: {e.Message}\n  try another --port (0 takes any free one) or --kubeconfig");
            return ExitCode.Failed;
        }

        await using (host)
        {
            using var signals = new Signals(cancellation);
            await output.WriteLineAsync($"ready {host.Address.AbsoluteUri.TrimEnd('/')} kubeconfig {host.KubeconfigPath}");
            await output.WriteLineAsync($"  export KUBECONFIG={host.KubeconfigPath}");
            await output.FlushAsync(CancellationToken.None);
            var asked = new TaskCompletionSource();
            await using var registration = signals.Token.Register(asked.SetResult);
            await asked.Task;
        }

        return ExitCode.Reached;
    }

    private static string DefaultKubeconfig() => Path.Combine(
        Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } runtime ? runtime : Path.GetTempPath(),
        $"kubespy-{Environment.ProcessId}.kubeconfig");
}
