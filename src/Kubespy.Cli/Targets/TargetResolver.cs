using Kubespy.Client;
using Kubespy.Client.Discovery;

namespace Kubespy.Cli.Targets;

/// <summary>Makes watches of what was typed: kinds become resources, namespaces come from the options or the context, each object is watched once.</summary>
internal sealed class TargetResolver(ClusterClient client, RestMapper mapper)
{
    private const int MaxNarrow = 8;

    /// <summary>Those of -n; empty where there was none.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    public bool AllNamespaces { get; init; }

    public string LabelSelector { get; init; } = "";

    public string FieldSelector { get; init; } = "";

    /// <exception cref="ClusterException">A kind is unknown or cannot be watched, or the cluster cannot be reached.</exception>
    public async Task<IReadOnlyList<ObservedTarget>> ResolveAsync(IEnumerable<TargetSpec> specs, CancellationToken cancellation)
    {
        var targets = new List<ObservedTarget>();
        foreach (var spec in specs)
        {
            foreach (var resource in await ResourcesAsync(spec, cancellation))
            {
                targets.AddRange(NamespacesOf(spec, resource).Select(ns => new ObservedTarget(client, mapper, resource, ns, spec.Name)
                {
                    LabelSelector = LabelSelector,
                    FieldSelector = FieldSelector,
                }));
            }
        }

        return [.. targets.DistinctBy(t => (t.Resource.Resource, t.Namespace, t.Name)).GroupBy(t => (t.Resource.Resource, t.Namespace)).SelectMany(Merge)];
    }

    /// <summary>A few names are a narrow watch each; of many, as a pipe may bring them, the whole collection is watched once.</summary>
    private static IEnumerable<ObservedTarget> Merge(IEnumerable<ObservedTarget> ofCollection)
    {
        var byExactness = ofCollection.ToLookup(t => t.Name.IsExact);
        var exact = byExactness[true].ToArray();
        return exact.Length <= MaxNarrow
            ? exact.Concat(byExactness[false])
            : byExactness[false].Prepend(exact[0] with { Name = NamePattern.AnyOf(exact.Select(t => t.Name.Text)) });
    }

    private async Task<IReadOnlyList<ApiResource>> ResourcesAsync(TargetSpec spec, CancellationToken cancellation)
    {
        IReadOnlyList<ApiResource> found = spec.ApiVersion is { } version
            ? [await mapper.ResolveAsync(version, spec.Kind, cancellation)]
            : await mapper.ResolveManyAsync(spec.Kind, cancellation);
        return found.FirstOrDefault(r => !r.CanBeWatched) is { } blind
            ? throw new ClusterException(
                ClusterProblem.BadRequest, $"{blind.Kind} cannot be watched: the server offers only {string.Join(", ", blind.Verbs)} for {blind.Resource.GroupResource}", "choose another kind: kubectl api-resources --verbs=list,watch")
            : found;
    }

    private IEnumerable<string> NamespacesOf(TargetSpec spec, ApiResource resource) =>
        !resource.IsNamespaced ? [""]
        : spec.Namespace is { } given ? [given]
        : AllNamespaces ? [""]
        : Namespaces.Count > 0 ? Namespaces.Distinct()
        : [client.Context.Namespace];
}
