using Kubespy.Client;
using Kubespy.Client.Configuration;
using Kubespy.Client.Discovery;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Completion;

/// <summary>Names of the cluster that is being typed about. A shell waits for them: after five seconds, or where anything goes wrong, there are none.</summary>
internal sealed class LiveNames(string? kubeconfig, string? context)
{
    private const string NamesOnly = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly GroupVersionResource Namespaces = new("", "v1", "namespaces");

    public IReadOnlyList<string> Contexts()
    {
        try
        {
            return KubeconfigLoader.ContextNames(kubeconfig, KubeEnvironment.OfProcess);
        }
        catch (ClusterException)
        {
            return [];
        }
    }

    public Task<IReadOnlyList<string>> NamespacesAsync() => AskAsync((client, cancellation) => ListAsync(client, Namespaces, "", false, cancellation));

    /// <summary>The kinds that are well known, and those that the cluster serves besides.</summary>
    public async Task<IReadOnlyList<string>> KindsAsync(string apiVersion)
    {
        var served = await AskAsync(async (client, cancellation) =>
        [
            .. (await new RestMapper(client).ServedAsync(cancellation)).All
                .Where(r => r.CanBeWatched && (apiVersion.Length == 0 || r.Resource.ApiVersion == apiVersion)).Select(r => apiVersion.Length > 0 ? r.Kind : r.Singular),
        ]);
        return served.Count > 0 || apiVersion.Length > 0 ? served : RestMapper.BuiltInNames;
    }

    /// <summary>The names of a kind; with their namespaces where all are meant.</summary>
    public Task<IReadOnlyList<string>> NamesAsync(string kind, string? ns, bool allNamespaces) => AskAsync(async (client, cancellation) =>
    {
        var resource = await new RestMapper(client).ResolveAsync(kind, cancellation);
        var where = !resource.IsNamespaced || allNamespaces ? "" : ns ?? client.Context.Namespace;
        return await ListAsync(client, resource.Resource, where, resource.IsNamespaced && allNamespaces, cancellation);
    });

    private async Task<IReadOnlyList<string>> AskAsync(Func<ClusterClient, CancellationToken, Task<IReadOnlyList<string>>> ask)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            using var client = new ClusterClient(KubeconfigLoader.Load(kubeconfig, context), TimeProvider.System);
            return await ask(client, patience.Token);
        }
        catch (Exception e) when (e is ClusterException or OperationCanceledException or IOException)
        {
            return [];
        }
    }

    private static async Task<IReadOnlyList<string>> ListAsync(ClusterClient client, GroupVersionResource resource, string ns, bool withNamespace, CancellationToken cancellation)
    {
        var list = await client.GetAsync(ClusterClient.PathOf(resource, ns) + "?limit=500", NamesOnly, Projection.Of("items.metadata.name", "items.metadata.namespace"), cancellation);
        return [.. list.ListAt("items").Select(i => (withNamespace ? i.StringAt("metadata", "namespace") + "/" : "") + i.StringAt("metadata", "name"))];
    }
}
