using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Simulator.Invariants;

/// <summary>The revisions of a Deployment and of its ReplicaSets only grow; once a rollout is complete and seen, no more old ones are kept than its limit says.</summary>
internal sealed class RevisionInvariant(Scene scene) : IInvariant
{
    private readonly History _highest = new(scene);
    private long _newest;

    public void Saw(Resource resource, StoreEvent change)
    {
        if (resource.Kind is not ("Deployment" or "ReplicaSet" or "Pod"))
        {
            return;
        }

        switch (resource.Kind)
        {
            case "Deployment" when change.Type == StoreEventType.Modified:
                CheckDeployment(change, DeploymentRevision.Of(change.Previous!), DeploymentRevision.Of(change.Object));
                break;
            case "ReplicaSet":
                SawReplicaSet(change);
                break;
        }

        CheckHistory();
    }

    public void CheckPause() => CheckHistory();

    private void SawReplicaSet(StoreEvent change)
    {
        var (before, revision) = (change.Previous is { } old ? DeploymentRevision.Of(old) : 0, DeploymentRevision.Of(change.Object));
        scene.Require(revision >= before, change, $"revision {before} became {revision}");
        _highest.Had("", _newest);
        _newest = scene.ReplicaSets.Select(DeploymentRevision.Of).DefaultIfEmpty().Max();
    }

    /// <summary>
    /// A Deployment bears the revision of its newest ReplicaSet, which is counted from those that its controller knows (deployment/util,
    /// MaxRevision). Whoever deletes the newest takes its revision with it. And where one was undone before its ReplicaSet has reached the cache,
    /// the Deployment takes the former's revision for a moment, until that is raised, too (deployment/sync.go, getNewReplicaSet).
    /// </summary>
    private void CheckDeployment(StoreEvent change, long before, long revision) =>
        scene.Require(revision >= before || _highest.Fewest("", _newest) < before, change, $"revision {before} became {revision}");

    private void CheckHistory()
    {
        if (!scene.Rollout.IsSettled || scene.Deployment is not { IsBeingDeleted: false } deployment)
        {
            return;
        }

        var old = scene.ReplicaSetsOf(deployment).Count(rs => !rs.IsBeingDeleted) - 1;
        var limit = deployment.Root.Int64At("spec", "revisionHistoryLimit") ?? 10;
        scene.Require(old <= limit, deployment, $"keeps {old} old ReplicaSets of a rollout that is complete, its limit is {limit}");
    }
}
