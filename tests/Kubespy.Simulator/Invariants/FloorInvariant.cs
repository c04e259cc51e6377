using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Simulator.Invariants;

/// <summary>A rollout of working templates never takes the available Pods below replicas - maxUnavailable.</summary>
internal sealed class FloorInvariant(Scene scene) : IInvariant
{
    private readonly Dictionary<string, DateTimeOffset> _turnedReady = new(StringComparer.Ordinal);
    private DateTimeOffset? _excusedSince;
    private DateTimeOffset _pausedUntil;

    /// <summary>Whether the floor counts: it does not before the first rollout is over.</summary>
    public bool IsDue { get; set; }

    public void Saw(Resource resource, StoreEvent change)
    {
        if (!scene.Chance.IsPeaceful)
        {
            return;
        }

        switch (resource.Kind)
        {
            case "Deployment" when Scene.IsPaused(change.Object) || (change.Previous is { } old && Scene.IsPaused(old)):
                _pausedUntil = scene.Now + scene.CacheLag;
                break;
            case "ReplicaSet":
                ExcuseScaling(change);
                break;
            case "Pod":
                if (PodView.Of(change.Object).IsReady && change.Previous is { } before && !PodView.Of(before).IsReady && change.Object.ControllerRef is { } owner)
                {
                    _turnedReady[owner.Uid] = scene.Now;
                }

                CheckFloor(change);
                break;
        }
    }

    private void ExcuseScaling(StoreEvent change)
    {
        var (next, old) = (change.Object, change.Previous);
        if (old is null || Scene.Replicas(next) >= Scene.Replicas(old) || scene.DeploymentOf(next) is not { } deployment)
        {
            return;
        }

        if (IsYoung(next) || IsBackToCeiling(deployment, Scene.Replicas(old) - Scene.Replicas(next)) || scene.Known.AreStatusesBehind(deployment))
        {
            _excusedSince = scene.Now;
        }
    }

    /// <summary>
    /// An old ReplicaSet's unready Pods go first, and how many there are the Deployment controller reads off its status
    /// (deployment/rolling.go, cleanupUnhealthyReplicas). Where one of them turned Ready in that very moment, or is Ready but not for
    /// minReadySeconds yet, which the ReplicaSet controller's ranking does not look at, an available one may go instead.
    /// </summary>
    private bool IsYoung(KubeObject replicaSet)
    {
        var young = scene.CacheLag + TimeSpan.FromSeconds(replicaSet.Root.Int64At("spec", "minReadySeconds") ?? 0);
        return _turnedReady.TryGetValue(replicaSet.Uid, out var at) && scene.Now - at < young;
    }

    /// <summary>
    /// A paused Deployment is brought back to its ceiling in proportion, whoever of its Pods is available (deployment/sync.go, scale). It is
    /// beyond it only where watches lagged.
    /// </summary>
    private bool IsBackToCeiling(KubeObject deployment, long fewer) =>
        (scene.Now < _pausedUntil || Scene.IsPaused(deployment))
        && scene.ReplicaSetsOf(deployment).Sum(Scene.Replicas) + fewer > Scene.Bounds(deployment).Ceiling;

    private void CheckFloor(StoreEvent change)
    {
        if (!IsDue || scene.Deployment is not { } deployment)
        {
            return;
        }

        var minReady = deployment.Root.Int64At("spec", "minReadySeconds") ?? 0;
        var available = scene.Pods.Count(p => PodView.Of(p) is { IsActive: true } view && view.IsAvailable(minReady, scene.Now) && p.ControllerRef is not null);
        var floor = Scene.Bounds(deployment).Floor;
        if (available >= floor && scene.Now - _excusedSince > scene.CacheLag)
        {
            _excusedSince = null;
        }

        scene.Require(available >= floor || _excusedSince is not null, change, $"{available} available, the floor is {floor}");
    }
}
