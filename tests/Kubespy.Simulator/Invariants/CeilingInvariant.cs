using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;

namespace Kubespy.Simulator.Invariants;

/// <summary>
/// No ReplicaSet is scaled up past replicas + maxSurge over all of them (deployment/util, NewRSNewReplicas). While watches lag that is
/// promised only where the spec does not change amid a rollout: with a cache of the rollout before, another template finds room that there is
/// not. Pods beyond the ceiling are counted, not forbidden.
/// </summary>
internal sealed class CeilingInvariant(Scene scene) : IInvariant
{
    private readonly History _ceilings = new(scene);

    /// <summary>How many active Pods there were at most beyond the ceiling.</summary>
    public long Overshoot { get; private set; }

    public void Saw(Resource resource, StoreEvent change)
    {
        switch (resource.Kind)
        {
            case "Deployment":
                if (change.Previous is { } old)
                {
                    _ceilings.Had("", Scene.Bounds(old).Ceiling);
                }
                break;
            case "ReplicaSet":
                SawReplicaSet(change);
                break;
            case "Pod" when change.Type == StoreEventType.Added && scene.Deployment is { } deployment:
                Overshoot = Math.Max(Overshoot, scene.Pods.Count(p => PodView.Of(p).IsActive && p.ControllerRef is not null) - Scene.Bounds(deployment).Ceiling);
                break;
        }
    }

    private void SawReplicaSet(StoreEvent change)
    {
        var before = change.Previous is { } old ? Scene.Replicas(old) : 0;
        if (change.Type != StoreEventType.Deleted && Scene.Replicas(change.Object) > before && scene.DeploymentOf(change.Object) is { } deployment
            && !(scene.Chance.HasFaults && scene.Rollout.IsChangedMidway))
        {
            var ceiling = _ceilings.Most("", Scene.Bounds(deployment).Ceiling);
            var total = scene.ReplicaSetsOf(deployment).Sum(Scene.Replicas);
            scene.Require(total <= ceiling, change, $"scaled up to {total} over all ReplicaSets, the ceiling is {ceiling}");
        }
    }
}
