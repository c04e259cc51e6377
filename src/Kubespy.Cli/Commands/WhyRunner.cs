using Kubespy.Cli.Sources;
using Kubespy.Cli.Terminal;
using Kubespy.Cli.Views.Why;
using Kubespy.Client;
using Kubespy.Core.Explaining;
using Kubespy.Core.Explaining.Reading;
using Kubespy.Core.Objects;

namespace Kubespy.Cli.Commands;

/// <summary>Reads what an explanation needs, and prints it.</summary>
internal sealed class WhyRunner(ClusterClient client, WhyOptions options, TextWriter output)
{
    /// <summary>Logs are read of so many Pods: the others suffer the same.</summary>
    private const int PodsWithLogs = 3;

    /// <exception cref="ClusterException">There is no such object, or the cluster cannot be reached or refuses it.</exception>
    public async Task<int> ExplainAsync(ResolvedTarget target, bool hasTitle, CancellationToken cancellation)
    {
        var root = await client.FindAsync(target.Resource.Resource, target.Namespace, target.Name, cancellation) ?? throw await AbsentAsync(target, cancellation);
        var reader = new ClusterReader(client, options.ToleratedRestarts);
        reader.Add(root);
        await reader.ReadAsync(TargetNeeds.First(root), cancellation);
        await reader.ReadAsync(TargetNeeds.Second(reader.World(root)), cancellation);
        if (options.LogLines > 0)
        {
            await reader.ReadLogsAsync(Explainer.Concerned(reader.World(root), PodsWithLogs), options.LogLines, cancellation);
        }

        var why = Explainer.Explain(reader.World(root));
        switch (options.Output)
        {
            case "json":
                output.WriteLine(WhyJson.Of(why).ToString());
                break;
            case "md":
                output.Write(WhyMarkdown.Of(why, options.View));
                break;
            default:
                if (hasTitle)
                {
                    Print([Line.Of(SafeText.Of($"{why.ShortKind}/{why.Name}{(why.Namespace.Length == 0 ? "" : $" -n {why.Namespace}")}"), Style.Bold)]);
                }

                Print(WhyView.Render(why, options.Width, options.View));
                break;
        }

        return why.IsWell ? ExitCode.Reached : ExitCode.Failed;
    }

    /// <param name="namespaces">One empty name for all of them.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="ClusterException">The cluster cannot be reached, or refuses everything.</exception>
    public async Task<int> LookOverAsync(IReadOnlyList<string> namespaces, CancellationToken cancellation)
    {
        var reader = new ClusterReader(client, options.ToleratedRestarts);
        await reader.ReadAsync(namespaces.SelectMany(OverviewNeeds.First), cancellation);
        if (reader.Forbidden.Contains("deployments") && reader.Forbidden.Contains("pods"))
        {
            throw new ClusterException(ClusterProblem.Forbidden, "deployments and pods may not be listed", "ask for get and list on them, or choose a namespace with -n; check with: kubectl auth can-i --list");
        }

        var world = reader.World(null);
        await reader.ReadAsync(namespaces.SelectMany(n => OverviewNeeds.Second(n, world)), cancellation);
        world = reader.World(null);
        var overview = Overview.Of(world);
        var hasNamespaces = namespaces is not [{ Length: > 0 }];
        switch (options.Output)
        {
            case "json":
                output.WriteLine(WhyJson.Of(overview, world.Now, reader.Forbidden).ToString());
                break;
            case "md":
                output.Write(WhyMarkdown.Of(overview, world.Now, hasNamespaces, reader.Forbidden));
                break;
            default:
                Print(OverviewView.Render(overview, world.Now, hasNamespaces, reader.Forbidden, options.Width, options.View));
                break;
        }

        return overview.Lines.Count == 0 ? ExitCode.Reached : ExitCode.Failed;
    }

    private void Print(IEnumerable<Line> lines)
    {
        foreach (var line in lines)
        {
            output.WriteLine(Ansi.Encode(line, options.Terminal.IsColoured).TrimEnd());
        }
    }

    private async Task<ClusterException> AbsentAsync(ResolvedTarget target, CancellationToken cancellation)
    {
        var near = await new TargetCheck(client, new Client.Discovery.RestMapper(client)).NearAsync(target, cancellation);
        var where = target.Namespace.Length == 0 ? "" : $" in namespace {target.Namespace}";
        return new ClusterException(
            ClusterProblem.NotFound,
            $"{ShortNames.Of(target.Resource.Kind)}/{target.Name} does not exist{where}",
            near.Count == 0 ? $"list them: kubectl get {target.Resource.Plural}{(target.Namespace.Length == 0 ? "" : $" -n {target.Namespace}")}" : $"did you mean {string.Join(" or ", near)}?");
    }
}
