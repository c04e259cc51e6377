using Kubespy.Cli.Sources;
using Kubespy.Cli.Terminal;
using Kubespy.Cli.Views.Why;
using Kubespy.Client;
using Kubespy.Client.Discovery;
using Kubespy.Core.Explaining;
using Kubespy.Core.Explaining.Reading;
using Kubespy.Core.Objects;

namespace Kubespy.Cli.Commands;

/// <summary>Reads what an explanation needs, and prints it.</summary>
internal sealed class WhyRunner(ClusterClient client, WhyOptions options, TextWriter output)
{
    /// <summary>Logs are read of so many Pods: the others suffer the same.</summary>
    private const int PodsWithLogs = 3;

    /// <param name="target">What to explain.</param>
    /// <param name="hasTitle">It is one of several: each says whose it is.</param>
    /// <param name="isFirst">Nothing was printed before.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="ClusterException">There is no such object, or the cluster cannot be reached or refuses it.</exception>
    public async Task<int> ExplainAsync(ResolvedTarget target, bool hasTitle, bool isFirst, CancellationToken cancellation)
    {
        var root = await client.FindAsync(target.Resource.Resource, target.Namespace, target.Name, cancellation) ?? throw await AbsentAsync(target, cancellation);
        var reader = new ClusterReader(client, options.ToleratedRestarts);
        reader.Add(root);
        if (TargetNeeds.ComeWithItsTree(root))
        {
            await reader.ReadTreeAsync(root, new RestMapper(client), cancellation);
        }

        while (await reader.ReadAsync(TargetNeeds.Of(reader.World(root), reader.Known), cancellation))
        {
            // What was read leads on.
        }

        if (options.LogLines > 0)
        {
            await reader.ReadLogsAsync(Explainer.Concerned(reader.World(root), PodsWithLogs), options.LogLines, cancellation);
        }

        var why = Explainer.Explain(reader.World(root));
        var title = hasTitle ? $"{why.ShortKind}/{why.Name}{(why.Namespace.Length == 0 ? "" : $" -n {why.Namespace}")}" : "";
        await output.WriteAsync((options.Output switch
        {
            "json" => SafeText.Json(WhyJson.Of(why).ToString()) + Environment.NewLine,
            "md" => (isFirst ? "" : Environment.NewLine) + WhyMarkdown.Of(why, options.View),
            _ when options.Length == StoryLength.Line => Text([Line.Of(SafeText.Of(title.Length == 0 ? why.Sentence : $"{title}: {why.Sentence}"), Style.Default)]),
            _ => (isFirst ? "" : Environment.NewLine) + Text([.. title.Length == 0 ? Array.Empty<Line>() : [Line.Of(SafeText.Of(title), Style.Bold)], .. WhyView.Render(why, options.Width, options.View)]),
        }).AsMemory(), cancellation);
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
        await output.WriteAsync((options.Output switch
        {
            "json" => SafeText.Json(WhyJson.Of(overview, world.Now, reader.Forbidden).ToString()) + Environment.NewLine,
            "md" => WhyMarkdown.Of(overview, world.Now, hasNamespaces, reader.Forbidden),
            _ => Text(OverviewView.Render(overview, world.Now, hasNamespaces, reader.Forbidden, options.Width, options.View)),
        }).AsMemory(), cancellation);
        return overview.Lines.Count == 0 ? ExitCode.Reached : ExitCode.Failed;
    }

    private string Text(IEnumerable<Line> lines) => string.Concat(lines.Select(l => Ansi.Encode(l, options.Terminal.IsColoured).TrimEnd() + Environment.NewLine));

    private async Task<ClusterException> AbsentAsync(ResolvedTarget target, CancellationToken cancellation)
    {
        var near = await new TargetCheck(client, new RestMapper(client)).NearAsync(target, cancellation);
        var where = target.Namespace.Length == 0 ? "" : $" in namespace {target.Namespace}";
        return new ClusterException(
            ClusterProblem.NotFound,
            $"{ShortNames.Of(target.Resource.Kind)}/{target.Name} does not exist{where}",
            near.Count == 0 ? $"list them: kubectl get {target.Resource.Plural}{(target.Namespace.Length == 0 ? "" : $" -n {target.Namespace}")}" : $"did you mean {string.Join(" or ", near)}?");
    }
}
