using Kubespy.Core.Values;

namespace Kubespy.Client.Discovery;

/// <summary>Asks a cluster what it serves: two requests where it aggregates (since 1.27), otherwise one for each version of each group.</summary>
internal static class ResourceDiscovery
{
    private const string Accept =
        "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
        + "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,"
        + "application/json";

    private const int AtOnce = 8;

    /// <exception cref="ClusterException">The cluster cannot be reached, or tells nothing at all. A part that fails hides only its own kinds.</exception>
    public static async Task<ServedResources> DiscoverAsync(ClusterClient client, CancellationToken cancellation)
    {
        using var gate = new SemaphoreSlim(AtOnce);
        var parts = await Task.WhenAll(RootAsync(client, "/api", gate, cancellation), RootAsync(client, "/apis", gate, cancellation));
        if (parts.All(p => p.Failure is not null))
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(parts[0].Failure!);
        }

        return new ServedResources([.. parts.SelectMany(p => p.Served.All)], [.. parts.SelectMany(p => p.Served.Failed)]);
    }

    private static async Task<(ServedResources Served, ClusterException? Failure)> RootAsync(ClusterClient client, string root, SemaphoreSlim gate, CancellationToken cancellation)
    {
        MapValue answer;
        try
        {
            answer = await client.GetAsync(root, Accept, Projection.All, cancellation);
        }
        catch (ClusterException e) when (IsOfOnePart(e))
        {
            return (new ServedResources([], [root]), e);
        }

        if (DiscoveryReader.IsAggregated(answer))
        {
            return (DiscoveryReader.ReadAggregated(answer), null);
        }

        var versions = await Task.WhenAll(DiscoveryReader.ReadVersions(answer).Select(v => VersionAsync(client, root, v, gate, cancellation)));
        return (new ServedResources([.. versions.SelectMany(v => v.Resources)], [.. versions.Select(v => v.Failed).OfType<string>()]), null);
    }

    private static async Task<(IReadOnlyList<ApiResource> Resources, string? Failed)> VersionAsync(
        ClusterClient client, string root, string apiVersion, SemaphoreSlim gate, CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            return (DiscoveryReader.ReadResources(apiVersion, await client.GetAsync($"{root}/{apiVersion}", cancellation)), null);
        }
        catch (ClusterException e) when (IsOfOnePart(e))
        {
            return ([], apiVersion);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>The server answered: others may fare better.</summary>
    private static bool IsOfOnePart(ClusterException e) => e.Problem is ClusterProblem.NotFound or ClusterProblem.Forbidden or ClusterProblem.ServerError;
}
