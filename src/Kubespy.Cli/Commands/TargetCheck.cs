using Kubespy.Cli.Targets;
using Kubespy.Cli.Terminal;
using Kubespy.Client;
using Kubespy.Client.Discovery;
using Kubespy.Core.Naming;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Commands;

/// <summary>Finds what targets mean, and says early and clearly what is wrong with one: a kind or a namespace that does not exist, a name that is near another.</summary>
internal sealed class TargetCheck(ClusterClient client, RestMapper mapper)
{
    /// <exception cref="ClusterException">There is no such kind or namespace, or the cluster cannot be reached.</exception>
    public async Task<IReadOnlyList<ResolvedTarget>> ResolveAsync(IEnumerable<TraceTarget> targets, CancellationToken cancellation)
    {
        var resolved = new List<ResolvedTarget>();
        foreach (var target in targets)
        {
            var resource = target.ApiVersion.Length > 0
                ? await mapper.ResolveAsync(target.ApiVersion, target.Kind, cancellation)
                : await mapper.ResolveAsync(target.Kind, cancellation);
            resolved.Add(new ResolvedTarget(resource, resource.IsNamespaced ? target.Namespace : "", target.Name));
        }

        return resolved;
    }

    /// <summary>
    /// What does not exist yet is waited for; that is said, with the names that are near. The hint at those is what is left to be said by a
    /// view that covers the line; empty where there is none.
    /// </summary>
    /// <exception cref="ClusterException">There is no such namespace, or the cluster cannot be reached.</exception>
    public async Task<string> CheckAsync(ResolvedTarget target, TextWriter error, CancellationToken cancellation)
    {
        var (resource, ns, name) = target;
        if (ns.Length > 0)
        {
            await NamespaceCheck.CheckAsync(client, ns, cancellation);
        }

        if (await FindAsync(target, cancellation))
        {
            return "";
        }

        var near = await NearAsync(target, cancellation);
        var hint = near.Count == 0 ? "" : $" (did you mean {string.Join(" or ", near)}?)";
        var where = ns.Length == 0 ? "" : $" in namespace {ns}";
        await error.WriteLineAsync(SafeText.Of($"{ShortNames.Of(resource.Kind)}/{name} does not exist{where}{hint}; waiting for it"));
        return hint;
    }

    private async Task<bool> FindAsync(ResolvedTarget target, CancellationToken cancellation)
    {
        try
        {
            return await client.FindAsync(target.Resource.Resource, target.Namespace, target.Name, cancellation) is not null;
        }
        catch (ClusterException e) when (e.Problem == ClusterProblem.Forbidden)
        {
            // The watch may be allowed where the get is not; it tells.
            return true;
        }
    }

    internal async Task<IReadOnlyList<string>> NearAsync(ResolvedTarget target, CancellationToken cancellation)
    {
        try
        {
            var list = await client.GetAsync(ClusterClient.PathOf(target.Resource.Resource, target.Namespace) + "?limit=500", Projection.Of("items.metadata.name"), cancellation);
            return NearNames.Of(target.Name, list.ListAt("items").Select(i => i.StringAt("metadata", "name") ?? ""));
        }
        catch (ClusterException e) when (e.Problem is ClusterProblem.Forbidden or ClusterProblem.NotFound)
        {
            return [];
        }
    }
}
