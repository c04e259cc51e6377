using Kubespy.Client;
using Kubespy.Core.Naming;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Targets;

/// <summary>Says early that a namespace does not exist: nothing in it would ever be seen.</summary>
internal static class NamespaceCheck
{
    private static readonly GroupVersionResource Namespaces = new("", "v1", "namespaces");

    /// <exception cref="ClusterException">It does not exist; the remedy names near ones.</exception>
    public static async Task CheckAsync(ClusterClient client, string ns, CancellationToken cancellation)
    {
        try
        {
            if (await client.FindAsync(Namespaces, "", ns, cancellation) is not null)
            {
                return;
            }
        }
        catch (ClusterException e) when (e.Problem == ClusterProblem.Forbidden)
        {
            // Namespaces may be hidden from those who may see inside theirs.
            return;
        }

        var question = await QuestionAsync(client, ns, cancellation);
        throw new ClusterException(
            ClusterProblem.NotFound, $"namespace \"{ns}\" does not exist",
            question.Length > 0 ? question : "list them: kubectl get namespaces; choose one with -n");
    }

    private static async Task<string> QuestionAsync(ClusterClient client, string ns, CancellationToken cancellation)
    {
        try
        {
            var list = await client.GetAsync(ClusterClient.PathOf(Namespaces, "") + "?limit=500", Projection.Of("items.metadata.name"), cancellation);
            return NearNames.Question(ns, list.ListAt("items").Select(i => i.StringAt("metadata", "name") ?? ""));
        }
        catch (ClusterException)
        {
            // A hint is not worth another error.
            return "";
        }
    }
}
