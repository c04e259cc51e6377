using Kubespy.Client;
using Kubespy.Core.Naming;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Targets;

/// <summary>What is said of a target of which nothing exists yet: that it is awaited, and what may have been meant instead.</summary>
internal static class AbsenceNotice
{
    private const string NamesOnly = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";

    private static readonly GroupVersionResource Namespaces = new("", "v1", "namespaces");
    private static readonly Projection Names = Projection.Of("items.metadata.name");

    /// <param name="target">What was asked for.</param>
    /// <param name="seen">The names of it that exist.</param>
    /// <param name="cancellation">Ends the asking.</param>
    /// <exception cref="ClusterException">The namespace does not exist.</exception>
    public static async Task<IReadOnlyList<string>> OfAsync(ObservedTarget target, IReadOnlySet<string> seen, CancellationToken cancellation)
    {
        var missing = target.Name.Names.Where(n => !seen.Contains(n)).ToArray();
        if (missing.Length == 0 && (seen.Count > 0 || target.Name.Names.Count > 0))
        {
            return [];
        }

        await CheckNamespaceAsync(target, cancellation);
        var where = target.Namespace.Length > 0 ? $" in namespace {target.Namespace}" : "";
        if (missing.Length == 0)
        {
            string[] how = [.. new[] { target.Name.Text, target.LabelSelector, target.FieldSelector }.Where(t => t.Length > 0)];
            return [$"no {target.Resource.Plural}{(how.Length > 0 ? $" match {string.Join(" and ", how)}" : "")}{where}; waiting for some"];
        }

        var existing = await ExistingAsync(target, cancellation);
        return
        [
            .. missing.Select(name => NearNames.Question(name, existing) is { Length: > 0 } question
                ? $"{target.KindName}/{name} does not exist{where} ({question}); waiting for it"
                : $"{target.KindName}/{name} does not exist{where}; waiting for it"),
        ];
    }

    private static async Task CheckNamespaceAsync(ObservedTarget target, CancellationToken cancellation)
    {
        if (target.Namespace.Length == 0)
        {
            return;
        }

        try
        {
            if (await target.Client.FindAsync(Namespaces, "", target.Namespace, cancellation) is null)
            {
                throw new ClusterException(
                    ClusterProblem.NotFound, $"namespace \"{target.Namespace}\" does not exist", "list them: kubectl get namespaces; choose one with -n");
            }
        }
        catch (ClusterException e) when (e.Problem == ClusterProblem.Forbidden)
        {
            // Namespaces may be hidden from those who may see inside theirs.
        }
    }

    private static async Task<IReadOnlyList<string>> ExistingAsync(ObservedTarget target, CancellationToken cancellation)
    {
        try
        {
            var list = await target.Client.GetAsync(ClusterClient.PathOf(target.Resource.Resource, target.Namespace) + "?limit=500", NamesOnly, Names, cancellation);
            return [.. list.ListAt("items").Select(i => i.StringAt("metadata", "name") ?? "")];
        }
        catch (ClusterException)
        {
            // A hint is not worth an error: those who may see one object may not see all.
            return [];
        }
    }
}
