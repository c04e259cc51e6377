using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Controllers.Deployments;

/// <summary>The old ReplicaSets that a Deployment keeps, to be rolled back to (deployment/sync.go, cleanupDeployment).</summary>
internal static class RevisionHistory
{
    /// <summary>Deletes old, empty ReplicaSets beyond the history limit, those of the lowest revisions first; none where there is no limit.</summary>
    public static async Task CleanUpAsync(ApiClient client, IReadOnlyList<KubeObject> old, int? limit)
    {
        if (limit is null)
        {
            return;
        }

        var alive = old.Where(rs => !rs.IsBeingDeleted).ToList();
        foreach (var replicaSet in alive.OrderBy(rs => ReplicaSetView.Of(rs).Revision).Take(Math.Max(0, alive.Count - limit.Value)))
        {
            var view = ReplicaSetView.Of(replicaSet);
            if (view.ActualReplicas == 0 && view.Replicas == 0 && replicaSet.Generation <= view.ObservedGeneration)
            {
                await DeleteAsync(client, replicaSet);
            }
        }
    }

    private static async Task DeleteAsync(ApiClient client, KubeObject replicaSet)
    {
        try
        {
            await client.DeleteAsync(Resources.ReplicaSets, replicaSet.Key, DeleteOptions.Default);
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            // Someone else was faster.
        }
    }
}
