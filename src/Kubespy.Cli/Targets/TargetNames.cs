using Kubespy.Cli.Commands;
using Kubespy.Client;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Targets;

/// <summary>From what was asked for to single objects: a name as it is, an expression or a selector by those that exist and match.</summary>
internal static class TargetNames
{
    private const int PageSize = 500;

    /// <summary>Names are all that is needed: a server that can sends nothing else.</summary>
    private const string MetadataOnly = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";

    private static readonly Projection Names = Projection.Of("metadata.continue", "items.metadata.name", "items.metadata.namespace");

    /// <exception cref="ClusterException">Nothing matches, or the cluster cannot be reached or refuses the list.</exception>
    public static async Task<IReadOnlyList<ResolvedTarget>> OfAsync(ObservedTarget target, CancellationToken cancellation)
    {
        var isScoped = target.Namespace.Length > 0 || !target.Resource.IsNamespaced;
        if (target.Name.Names.Count > 0 && isScoped && !target.HasSelector)
        {
            return [.. target.Name.Names.Select(n => new ResolvedTarget(target.Resource, target.Namespace, n))];
        }

        var (found, next, watch) = (new List<ResolvedTarget>(), "", target.Watch(Projection.All));
        do
        {
            var page = await target.Client.GetAsync(
                watch.Query(next.Length == 0 ? [$"limit={PageSize}"] : [$"limit={PageSize}", "continue=" + Uri.EscapeDataString(next)]), MetadataOnly, Names, cancellation);
            found.AddRange(page.ListAt("items").Select(i => i["metadata"])
                .Where(m => target.Name.Matches(m.StringAt("name") ?? ""))
                .Select(m => new ResolvedTarget(target.Resource, m.StringAt("namespace") ?? "", m.StringAt("name") ?? "")));
            next = page.StringAt("metadata", "continue") ?? "";
        }
        while (next.Length > 0);

        var where = isScoped && target.Namespace.Length > 0 ? $" in namespace {target.Namespace}" : "";
        return found.Count > 0 ? found : throw new ClusterException(
            ClusterProblem.NotFound, $"no {target.Resource.Plural}{(target.Name.Text.Length == 0 ? "" : $" match {target.Name.Text}")}{where}", $"list them: kubectl get {target.Resource.Plural} -A");
    }
}
