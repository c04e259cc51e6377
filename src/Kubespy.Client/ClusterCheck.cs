using Kubespy.Core.Values;

namespace Kubespy.Client;

/// <summary>What the cluster serves, as far as a helpful message needs it.</summary>
public static class ClusterCheck
{
    /// <summary>The kinds of the cluster, each with every name it goes by.</summary>
    public static async Task<IReadOnlyList<IReadOnlyList<string>>> KindsAsync(ClusterClient client, CancellationToken cancellation)
    {
        var kinds = new List<IReadOnlyList<string>>();
        var groups = await client.GetAsync("/apis", cancellation);
        var paths = groups.ListAt("groups").Select(g => "/apis/" + g.StringAt("preferredVersion", "groupVersion")).Prepend("/api/v1");
        foreach (var path in paths)
        {
            try
            {
                var list = await client.GetAsync(path, cancellation);
                kinds.AddRange(list.ListAt("resources")
                    .Where(r => r.StringAt("name")?.Contains('/', StringComparison.Ordinal) == false)
                    .Select(r => (IReadOnlyList<string>)
                    [
                        r.StringAt("singularName") ?? "", r.StringAt("name") ?? "", r.StringAt("kind") ?? "",
                        .. r.ListAt("shortNames").Select(s => s.AsString() ?? ""),
                    ]));
            }
            catch (ClusterException e) when (e.Problem is ClusterProblem.NotFound or ClusterProblem.Forbidden or ClusterProblem.ServerError)
            {
                // One group that does not answer hides only its own kinds.
            }
        }

        return kinds;
    }
}
