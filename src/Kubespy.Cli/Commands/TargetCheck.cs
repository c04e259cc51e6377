using Kubespy.Cli.Terminal;
using Kubespy.Client;
using Kubespy.Client.Discovery;
using Kubespy.Core.Naming;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Commands;

/// <summary>Says early and clearly what is wrong with a target: a kind or a namespace that does not exist, a name that is near another.</summary>
internal static class TargetCheck
{
    private static readonly GroupVersionResource Namespaces = new("", "v1", "namespaces");
    private static readonly GroupVersionResource Deployments = new("apps", "v1", "deployments");

    public static async Task CheckAsync(ClusterClient client, IReadOnlyList<TraceTarget> targets, TextWriter error, CancellationToken cancellation)
    {
        foreach (var target in targets)
        {
            if (!target.IsDeployment)
            {
                throw await UnknownKindAsync(client, target, cancellation);
            }

            await CheckNamespaceAsync(client, target, cancellation);
            if (await client.FindAsync(Deployments, target.Namespace, target.Name, cancellation) is null)
            {
                var near = await NearAsync(client, target, cancellation);
                var hint = near.Count == 0 ? "" : $" (did you mean {string.Join(" or ", near)}?)";
                await error.WriteLineAsync(SafeText.Of($"deploy/{target.Name} does not exist in namespace {target.Namespace}{hint}; waiting for it"));
            }
        }
    }

    private static async Task CheckNamespaceAsync(ClusterClient client, TraceTarget target, CancellationToken cancellation)
    {
        try
        {
            if (await client.FindAsync(Namespaces, "", target.Namespace, cancellation) is null)
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

    private static async Task<IReadOnlyList<string>> NearAsync(ClusterClient client, TraceTarget target, CancellationToken cancellation)
    {
        var list = await client.GetAsync(ClusterClient.PathOf(Deployments, target.Namespace) + "?limit=500", cancellation);
        return NearNames.Of(target.Name, list.ListAt("items").Select(i => i.StringAt("metadata", "name") ?? ""));
    }

    private static async Task<ClusterException> UnknownKindAsync(ClusterClient client, TraceTarget target, CancellationToken cancellation)
    {
        await new RestMapper(client).ResolveAsync(target.Kind, cancellation);
        return new ClusterException(
            ClusterProblem.BadConfiguration, $"kubespy cannot trace {target.Kind} yet, only deployments", $"trace the Deployment that owns it: kubespy trace deploy NAME -n {target.Namespace}");
    }
}
