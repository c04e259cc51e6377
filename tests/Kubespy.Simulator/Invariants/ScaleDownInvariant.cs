using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;

namespace Kubespy.Simulator.Invariants;

/// <summary>
/// A rolling update takes from a ReplicaSet what is not available, or what is available beyond the floor, and nothing else
/// (deployment/rolling.go, reconcileOldReplicaSets): judged by the best of the statuses that its controller may know. Scaling, a pause and
/// another strategy have rules of their own.
/// </summary>
internal sealed class ScaleDownInvariant(Scene scene) : IInvariant
{
    private readonly History _floor = new(scene);
    private DateTimeOffset _otherwiseUntil;

    public void Saw(Resource resource, StoreEvent change)
    {
        if (resource.Kind == "Deployment")
        {
            SawDeployment(change);
        }
        else if (resource.Kind == "ReplicaSet" && change.Previous is { } old)
        {
            if (change.Type == StoreEventType.Deleted || !change.Object.OwnerReferences.SequenceEqual(old.OwnerReferences))
            {
                // The controller still counts on what it had.
                _otherwiseUntil = scene.Now + scene.CacheLag;
            }
            else if (Scene.Replicas(change.Object) < Scene.Replicas(old) && scene.DeploymentOf(change.Object) is { } deployment)
            {
                Check(change, deployment, Scene.Replicas(old));
            }
        }
    }

    private void SawDeployment(StoreEvent change)
    {
        var (next, old) = (change.Object, change.Previous);
        if (old is not null)
        {
            _floor.Had("", Scene.Bounds(old).Floor);
        }

        if (old is null || Scene.Replicas(old) != Scene.Replicas(next) || !IsRolling(old) || !IsRolling(next))
        {
            _otherwiseUntil = scene.Now + scene.CacheLag;
        }
    }

    private static bool IsRolling(KubeObject deployment) => Scene.IsRolling(deployment) && !Scene.IsPaused(deployment) && !deployment.IsBeingDeleted;

    private void Check(StoreEvent change, KubeObject deployment, long before)
    {
        var sets = scene.ReplicaSetsOf(deployment);
        if (!IsRolling(deployment) || scene.Now <= _otherwiseUntil || sets.Any(rs => IsToBeScaled(rs, deployment))
            || Scene.Replicas(change.Object) >= Scene.Replicas(deployment))
        {
            return;
        }

        var floor = _floor.Fewest("", Scene.Bounds(deployment).Floor);
        var kept = sets.Sum(rs => Math.Min(scene.Known.MostAvailable(rs), rs.Uid == change.Object.Uid ? Scene.Replicas(rs) : scene.Known.MostWanted(rs)));
        var unhealthy = before - scene.Known.FewestAvailable(change.Object);
        var taken = before - Scene.Replicas(change.Object);
        scene.Require(
            kept >= floor || taken <= unhealthy || scene.Known.AreStatusesBehind(deployment), change,
            $"a rolling update took {taken}, {unhealthy} of them not available, and left {kept} available; the floor is {floor}");
    }

    /// <summary>Its annotation still tells of another size (deployment/sync.go, isScalingEvent).</summary>
    private static bool IsToBeScaled(KubeObject replicaSet, KubeObject deployment) => Scene.Replicas(replicaSet) > 0
        && replicaSet.Annotation("deployment.kubernetes.io/desired-replicas") is { } desired
        && desired != Scene.Replicas(deployment).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
