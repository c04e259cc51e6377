using Kubespy.Core.Values;

namespace Kubespy.Client;

/// <summary>Reads a whole collection in pages, each as large as is usual.</summary>
/// <param name="client">Of which cluster.</param>
/// <param name="projection">What is kept of each item.</param>
/// <param name="accept">The media types that are accepted; each of them JSON.</param>
public sealed class PagedList(ClusterClient client, Projection projection, string accept = "application/json")
{
    private const int PageSize = 500;

    private readonly Projection _page = Projection.Of("metadata").With("items", projection);

    /// <summary>A list of more pages is not believed: its server never ends it.</summary>
    public int MostPages { get; init; } = 2000;

    /// <summary>Where the server asks to be left alone for a while, whether it is, and then asked again; else that is an error like others.</summary>
    public bool Waits { get; init; } = true;

    /// <summary>All items, and the revision of the list.</summary>
    /// <param name="path">The path with these parameters of the query added.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="ClusterException">The cluster cannot be reached, or refuses.</exception>
    public async Task<(IReadOnlyList<MapValue> Items, string Revision)> ReadAsync(Func<string[], string> path, CancellationToken cancellation)
    {
        var items = new List<MapValue>();
        var revision = await ReadAsync(
            path,
            (isFirst, page) =>
            {
                if (isFirst)
                {
                    items.Clear();
                }

                items.AddRange(page);
                return Task.CompletedTask;
            },
            cancellation);
        return (items, revision);
    }

    /// <summary>Hands over each page as it comes, and returns the revision of the list.</summary>
    /// <remarks>
    /// Where the pages that are left have expired, which happens to those who are slow, all is read again in one piece (client-go, tools/pager).
    /// </remarks>
    /// <param name="path">The path with these parameters of the query added.</param>
    /// <param name="take">Takes a page, which may be the first, also of a list that begins anew: what came before counts for nothing then.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="ClusterException">The cluster cannot be reached, or refuses.</exception>
    public async Task<string> ReadAsync(Func<string[], string> path, Func<bool, IReadOnlyList<MapValue>, Task> take, CancellationToken cancellation)
    {
        string[] query = [$"limit={PageSize}"];
        for (var pages = 0; pages < MostPages; pages++)
        {
            MapValue page;
            try
            {
                page = await GetAsync(path(query), cancellation);
            }
            catch (ClusterException e) when (e.Code == 410 && query.Length > 1)
            {
                query = [];
                continue;
            }

            await take(query.Length < 2, [.. page.ListAt("items").OfType<MapValue>()]);
            if (page.StringAt("metadata", "continue") is not { Length: > 0 } next)
            {
                return page.StringAt("metadata", "resourceVersion") ?? "";
            }

            query = [$"limit={PageSize}", "continue=" + Uri.EscapeDataString(next)];
        }

        throw new ClusterException(ClusterProblem.ServerError, $"the list {path([])} does not end", "look at the server of that kind: kubectl get apiservices");
    }

    private Task<MapValue> GetAsync(string path, CancellationToken cancellation) =>
        Waits ? client.GetAsync(path, accept, _page, cancellation) : client.GetOnceAsync(path, accept, _page, cancellation);
}
