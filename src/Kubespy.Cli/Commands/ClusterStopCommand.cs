using System.CommandLine;
using System.Diagnostics;
using Kubespy.Cli.Clusters;

namespace Kubespy.Cli.Commands;

/// <summary><c>kubespy cluster stop</c>: ends a named cluster and waits until it has ended.</summary>
internal static class ClusterStopCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static Command Create()
    {
        var name = new Argument<string[]>("name") { Description = "Which clusters; \"default\" where none is named.", Arity = ArgumentArity.ZeroOrMore };
        name.CompletionSources.Add(_ => ClusterNames.Here.All().Select(c => new System.CommandLine.Completions.CompletionItem(c.Name)));
        var all = new Option<bool>("--all") { Description = "All clusters that run under a name." };
        var command = new Command("stop", "Stop clusters that were started with --detach or --name. What was persisted stays.\n\n  kubespy cluster stop\n  kubespy cluster stop dev\n  kubespy cluster stop --all") { name, all };
        command.SetAction((parse, cancellation) => CommandErrors.RunAsync(
            parse, c => StopAsync(parse, parse.GetValue(name) ?? [], parse.GetValue(all), c), cancellation, endsWithReader: false));
        return command;
    }

    private static async Task<int> StopAsync(ParseResult parse, string[] asked, bool isAll, CancellationToken cancellation)
    {
        var names = ClusterNames.Here;
        if (isAll && asked.Length > 0)
        {
            throw new FormatException("give names or --all, not both");
        }

        var result = ExitCode.Reached;
        foreach (var name in isAll ? names.All().Select(c => c.Name) : asked.Length > 0 ? asked : [ClusterNames.Default])
        {
            ClusterNames.Check(name);
            if (names.Find(name) is not { } cluster)
            {
                await parse.InvocationConfiguration.Error.WriteLineAsync($"kubespy: no cluster named {name} runs\n  kubespy cluster status shows those that do");
                result = ExitCode.Failed;
                continue;
            }

            await parse.InvocationConfiguration.Output.WriteLineAsync(await EndAsync(names, cluster, cancellation));
        }

        return result;
    }

    private static async Task<string> EndAsync(ClusterNames names, NamedCluster cluster, CancellationToken cancellation)
    {
        var kept = cluster.DataFolder.Length > 0 ? $"; it is kept in {cluster.DataFolder}" : "";
        if (!cluster.IsRunning)
        {
            names.Remove(cluster.Name);
            return $"{cluster.Name} had ended already{kept}";
        }

        try
        {
            await EndAsync(cluster, cancellation);
        }
        catch (ArgumentException)
        {
            // It ended by itself just now.
        }

        names.Remove(cluster.Name);
        return $"{cluster.Name} stopped{kept}";
    }

    private static async Task EndAsync(NamedCluster cluster, CancellationToken cancellation)
    {
        using var process = Process.GetProcessById(cluster.ProcessId);
        if (OperatingSystem.IsWindows() || !PosixProcess.AskToEnd(cluster.ProcessId))
        {
            process.Kill();
        }

        try
        {
            await process.WaitForExitAsync(cancellation).WaitAsync(Patience, cancellation);
        }
        catch (TimeoutException)
        {
            process.Kill();
            await process.WaitForExitAsync(cancellation);
        }
    }
}
