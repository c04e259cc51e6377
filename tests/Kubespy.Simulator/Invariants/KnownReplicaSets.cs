using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;

namespace Kubespy.Simulator.Invariants;

/// <summary>What a controller may know of ReplicaSets: what each was and is to have, and how many of its Pods its status counted as available.</summary>
internal sealed class KnownReplicaSets(Scene scene)
{
    private readonly History _available = new(scene);
    private readonly History _wanted = new(scene);

    public void Saw(StoreEvent change)
    {
        if (change.Previous is { } old)
        {
            _available.Had(old.Uid, Scene.Status(old, "availableReplicas"));
            _wanted.Had(old.Uid, Scene.Replicas(old));
        }
    }

    public long MostAvailable(KubeObject replicaSet) => _available.Most(replicaSet.Uid, Scene.Status(replicaSet, "availableReplicas"));

    public long FewestAvailable(KubeObject replicaSet) => _available.Fewest(replicaSet.Uid, Scene.Status(replicaSet, "availableReplicas"));

    public long MostWanted(KubeObject replicaSet) => _wanted.Most(replicaSet.Uid, Scene.Replicas(replicaSet));

    public long FewestWanted(KubeObject replicaSet) => _wanted.Fewest(replicaSet.Uid, Scene.Replicas(replicaSet));

    /// <summary>
    /// While the watches of the ReplicaSet controller lag, a status counts Pods that are already gone. The Deployment controller notices where
    /// it comes to look at that ReplicaSet (deployment/rolling.go, cleanupUnhealthyReplicas); among several old ones, which there are where the
    /// spec changed amid a rollout, it may have cleaned up enough before, and then counts on them.
    /// </summary>
    public bool AreStatusesBehind(KubeObject deployment) =>
        scene.Chance.HasFaults && scene.Rollout.IsChangedMidway && scene.ReplicaSetsOf(deployment).Any(rs => MostAvailable(rs) > FewestWanted(rs));
}
