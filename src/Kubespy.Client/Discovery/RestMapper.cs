using Kubespy.Core.Naming;

namespace Kubespy.Client.Discovery;

/// <summary>
/// From what people and objects call a kind to the resource that serves it. The well-known kinds need no request; for any other name the cluster is asked
/// once, and the answer kept for the life of this mapper. Safe to use from several threads.
/// </summary>
public sealed class RestMapper(ClusterClient client)
{
    private readonly Lock _gate = new();
    private Task<ServedResources>? _served;

    /// <summary>All that the cluster serves, in the order in which kubectl prefers it.</summary>
    /// <exception cref="ClusterException">The cluster cannot be reached, or tells nothing at all.</exception>
    public async Task<ServedResources> ServedAsync(CancellationToken cancellation)
    {
        Task<ServedResources> asked;
        lock (_gate)
        {
            // A failure is not kept: the next one who asks tries again.
            if (_served is null or { IsFaulted: true } or { IsCanceled: true })
            {
                _served = ResourceDiscovery.DiscoverAsync(client, cancellation);
            }

            asked = _served;
        }

        return await asked.WaitAsync(cancellation);
    }

    /// <summary>Forgets what the cluster served: a CustomResourceDefinition may have come or gone.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _served = null;
        }
    }

    /// <summary>The well-known resource of that name, as every cluster serves it; null where it is none.</summary>
    public static ApiResource? BuiltIn(string typed) => ResourceNames.Find(BuiltInResources.All, typed, wholeGroups: true);

    /// <summary>The singular names of the well-known resources.</summary>
    public static IReadOnlyList<string> BuiltInNames => [.. BuiltInResources.All.Select(r => r.Singular)];

    /// <summary>
    /// The resource that someone typed: kind, plural, singular or short name, also with group (<c>deployments.apps</c>) or version and group
    /// (<c>deployments.v1.apps</c>), in any case.
    /// </summary>
    /// <param name="typed">What was typed.</param>
    /// <param name="isServed">Asks the cluster even about well-known kinds: it was found not to serve one.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="ClusterException">There is no such kind (the remedy names near ones), or the cluster cannot be reached.</exception>
    public async Task<ApiResource> ResolveAsync(string typed, CancellationToken cancellation, bool isServed = false)
    {
        if (!isServed && BuiltIn(typed) is { } known)
        {
            return known;
        }

        var served = await ServedAsync(cancellation);
        return ResourceNames.Find(served.All, typed, wholeGroups: false) ?? throw Unknown(typed, served);
    }

    /// <summary>The resource of an object's or owner reference's <c>apiVersion</c> and <c>kind</c>; in any case, and plurals and short names will do, too.</summary>
    /// <exception cref="ClusterException">There is no such kind (the remedy says in which versions it is served, or names near ones), or the cluster cannot be reached.</exception>
    public async Task<ApiResource> ResolveAsync(string apiVersion, string kind, CancellationToken cancellation, bool isServed = false)
    {
        if (!isServed && ResourceNames.Find(BuiltInResources.All, apiVersion, kind) is { } known)
        {
            return known;
        }

        var served = await ServedAsync(cancellation);
        if (ResourceNames.Find(served.All, apiVersion, kind) is { } found)
        {
            return found;
        }

        var others = served.All.Where(r => r.IsCalled(kind) || r.IsShortlyCalled(kind)).Select(r => r.Resource.ApiVersion).Distinct().ToArray();
        throw others.Length == 0
            ? Unknown(kind, served)
            : new ClusterException(
                ClusterProblem.NotFound, $"the cluster does not serve {kind} in {apiVersion}", $"it serves it in {string.Join(", ", others)}");
    }

    /// <summary>
    /// The resources that someone typed: one, several with commas between (<c>deploy,po</c>), or a category (<c>all</c>), each once.
    /// </summary>
    /// <exception cref="ClusterException">There is no such kind, or the cluster cannot be reached.</exception>
    public async Task<IReadOnlyList<ApiResource>> ResolveManyAsync(string typed, CancellationToken cancellation)
    {
        var found = new List<ApiResource>();
        foreach (var name in typed.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var known = BuiltIn(name);
            var ofCategory = known is null ? await OfCategoryAsync(name, cancellation) : [];
            found.AddRange(ofCategory.Count > 0 ? ofCategory : [known ?? await ResolveAsync(name, cancellation)]);
        }

        return [.. found.DistinctBy(r => (r.Group, r.Plural))];
    }

    /// <summary>The resources of a category that can be watched, each in its preferred version.</summary>
    /// <exception cref="ClusterException">The cluster cannot be reached, or tells nothing at all.</exception>
    public async Task<IReadOnlyList<ApiResource>> OfCategoryAsync(string category, CancellationToken cancellation) =>
    [
        .. (await ServedAsync(cancellation)).All
            .Where(r => r.CanBeWatched && r.Categories.Contains(category, StringComparer.OrdinalIgnoreCase))
            .DistinctBy(r => (r.Group, r.Plural)),
    ];

    private static ClusterException Unknown(string typed, ServedResources served)
    {
        var name = typed.Split('.')[0];
        var hidden = served.Failed.Count == 0 ? "" : $" ({string.Join(", ", served.Failed)} did not answer: its kinds are hidden)";
        var question = NearNames.Question(name, served.All.Select(r => r.Singular));
        return new ClusterException(
            ClusterProblem.NotFound,
            $"the cluster has no kind \"{typed}\"{hidden}",
            question.Length > 0 ? question : "list them: kubectl api-resources");
    }
}
