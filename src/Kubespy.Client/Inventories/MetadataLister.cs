using Kubespy.Client.Discovery;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Client.Inventories;

/// <summary>
/// Lists the metadata of all objects of many kinds, and nothing else of them (PartialObjectMetadata of meta.k8s.io/v1): what a tree of owners
/// is found from, in any cluster, whatever its kinds are.
/// </summary>
public sealed class MetadataLister(ClusterClient client)
{
    private const int AtOnce = 6;

    /// <summary>A server that cannot send metadata alone sends whole objects, of which the rest is skipped.</summary>
    private const string Accept = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";

    /// <summary>Objects that come and go by themselves, and own nothing that they do not know.</summary>
    private static readonly string[] Skipped = ["events", "bindings", "componentstatuses"];

    private static readonly Projection Kept = Projection.Of(
        ["metadata.name", "metadata.namespace", "metadata.uid", "metadata.resourceVersion", "metadata.creationTimestamp", "metadata.deletionTimestamp", "metadata.finalizers", "metadata.ownerReferences"]);

    /// <summary>The kinds of which a cluster can list and watch all objects, each in the version that the server prefers.</summary>
    public static IReadOnlyList<ApiResource> Kinds(ServedResources served, bool isNamespaced) =>
    [
        .. served.All.Where(r => r.CanBeWatched && (r.IsNamespaced || !isNamespaced) && !Skipped.Contains(r.Plural, StringComparer.Ordinal)).DistinctBy(r => (r.Group, r.Plural)),
    ];

    /// <summary>All objects of those kinds in a namespace (empty: in all), as far as they may be listed.</summary>
    /// <exception cref="ClusterException">The cluster cannot be reached.</exception>
    public async Task<Inventory> ListAsync(IEnumerable<ApiResource> kinds, string ns, CancellationToken cancellation)
    {
        using var gate = new SemaphoreSlim(AtOnce);
        var parts = await Task.WhenAll(kinds.Select(k => PartAsync(k, k.IsNamespaced ? ns : "", gate, cancellation)));
        return new Inventory(
            [.. parts.SelectMany(p => p.Objects)],
            [.. parts.Where(p => p.IsForbidden).Select(p => p.Kind)]);
    }

    private async Task<(ApiResource Kind, IReadOnlyList<KubeObject> Objects, bool IsForbidden)> PartAsync(ApiResource kind, string ns, SemaphoreSlim gate, CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            return (kind, await PagesAsync(kind, ns, cancellation), false);
        }
        catch (ClusterException e) when (e.Problem == ClusterProblem.Forbidden)
        {
            return (kind, [], true);
        }
        catch (ClusterException e) when (e.Problem is not (ClusterProblem.Unreachable or ClusterProblem.Unauthorized))
        {
            // This kind alone fails: its definition has just gone, or its API service does not answer.
            return (kind, [], false);
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<IReadOnlyList<KubeObject>> PagesAsync(ApiResource kind, string ns, CancellationToken cancellation)
    {
        var (items, _) = await new PagedList(client, Kept, Accept).ReadAsync(q => $"{ClusterClient.PathOf(kind.Resource, ns)}?{string.Join('&', q)}", cancellation);
        return
        [
            .. items.Select(i => new KubeObject(MapValue.Of(
                ("kind", kind.Kind), ("apiVersion", kind.Resource.ApiVersion), ("metadata", i.MapAt("metadata") ?? MapValue.Empty)))),
        ];
    }
}
