using System.CommandLine;
using System.Globalization;
using Kubespy.Cli.Clusters;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Commands;

/// <summary><c>kubespy cluster status</c>: which named clusters run on this machine, and how they are reached.</summary>
internal static class ClusterStatusCommand
{
    public static Command Create()
    {
        var name = new Argument<string?>("name") { Description = "One cluster alone.", Arity = ArgumentArity.ZeroOrOne };
        name.CompletionSources.Add(_ => ClusterNames.Here.All().Select(c => new System.CommandLine.Completions.CompletionItem(c.Name)));
        var output = new Option<string>("--output", "-o") { Description = "text or json.", DefaultValueFactory = _ => "text" };
        output.AcceptOnlyFromAmong("text", "json");
        var command = new Command("status", "Show the clusters that were started with --detach or --name. Ends with 0 where all of them run, 1 where one does not.\n\n  kubespy cluster status\n  kubespy cluster status dev -o json") { name, output };
        command.SetAction((parse, cancellation) => CommandErrors.RunAsync(parse, _ => ShowAsync(parse, parse.GetValue(name), parse.GetValue(output) == "json"), cancellation));
        return command;
    }

    private static async Task<int> ShowAsync(ParseResult parse, string? name, bool isJson)
    {
        var names = ClusterNames.Here;
        var all = names.All();
        var shown = name is null ? all : [.. all.Where(c => c.Name == name)];
        var output = parse.InvocationConfiguration.Output;
        if (isJson)
        {
            await output.WriteLineAsync(MapValue.Of(("clusters", ListValue.Of(shown.Select(c => (Value)c.ToValue())))).ToString());
            return shown.All(c => c.IsRunning) && (name is null || shown.Count > 0) ? ExitCode.Reached : ExitCode.Failed;
        }

        if (shown.Count == 0)
        {
            await output.WriteLineAsync(name is null
                ? "no cluster runs under a name: kubespy cluster start --detach starts one"
                : $"there is no cluster named {Terminal.SafeText.Of(name)}{(all.Count > 0 ? $": there is {string.Join(", ", all.Select(c => c.Name))}" : ": none runs under a name")}");
            return name is null ? ExitCode.Reached : ExitCode.Failed;
        }

        var now = TimeProvider.System.GetUtcNow();
        foreach (var cluster in shown)
        {
            var state = cluster.IsRunning
                ? $"running for {HumanDuration.Format(now - cluster.Started)}, process {cluster.ProcessId.ToString(CultureInfo.InvariantCulture)}"
                : "ended without being asked to";
            await output.WriteLineAsync($"{cluster.Name}  {state}");
            await output.WriteLineAsync($"  {cluster.Address}   kubeconfig {cluster.Kubeconfig}");
            await output.WriteLineAsync(cluster.DataFolder.Length > 0 ? $"  kept in {cluster.DataFolder}" : "  in memory only");
            if (!cluster.IsRunning)
            {
                await output.WriteLineAsync($"  what it said last: {names.LogOf(cluster.Name)}; kubespy cluster stop {cluster.Name} puts it away");
            }
        }

        return shown.All(c => c.IsRunning) ? ExitCode.Reached : ExitCode.Failed;
    }
}
