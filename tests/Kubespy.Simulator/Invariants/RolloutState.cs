using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Simulator.Invariants;

/// <summary>Whether a Deployment's rollout is complete and seen, and whether its spec has changed again before what the last change asked for was.</summary>
internal sealed class RolloutState(Scene scene)
{
    private string _uid = "";
    private long _generation;
    private DateTimeOffset? _completeSince;
    private DateTimeOffset _disturbedUntil;
    private DateTimeOffset _changedAt;
    private bool _isChangedMidway;

    public bool IsChangedMidway => _isChangedMidway &= !IsComplete;

    /// <summary>Complete for so long that every controller knows it.</summary>
    public bool IsSettled => IsComplete && scene.Now - _completeSince > scene.CacheLag;

    private bool IsComplete => _completeSince is not null && scene.Now > _disturbedUntil;

    /// <summary>The Deployment as it is now; null where it is gone.</summary>
    public void Saw(KubeObject? deployment)
    {
        if (deployment is null)
        {
            _completeSince = null;
            return;
        }

        if (deployment.Uid != _uid || deployment.Generation != _generation)
        {
            // Another of the name takes over whatever the former left.
            _isChangedMidway = _uid.Length > 0 && (deployment.Uid != _uid || !IsComplete);
            (_uid, _generation, _completeSince, _changedAt) = (deployment.Uid, deployment.Generation, null, scene.Now);
        }
        else if (SaysComplete(deployment))
        {
            _completeSince ??= scene.Now;
        }
        else
        {
            _isChangedMidway = IsChangedMidway;
            _completeSince = null;
        }
    }

    /// <summary>
    /// A ReplicaSet came, went or changed hands. The Deployment controller has no expectations: until its cache has seen it, it may make another
    /// (deployment/sync.go, getNewReplicaSet), whatever the status still says of the one before. Where one is lost, a rollout begins; if the
    /// spec changed just before, the change may come to the cache in the middle of it.
    /// </summary>
    public void SawReplicaSet(bool isLost)
    {
        _isChangedMidway = IsChangedMidway || (isLost && scene.Now - _changedAt < scene.CacheLag);
        _disturbedUntil = scene.Now + scene.CacheLag;
    }

    /// <summary>The last writes are gone: a rollout that had begun may begin once more, in the middle of the one before.</summary>
    public void Restarted()
    {
        (_isChangedMidway, _completeSince, _disturbedUntil) = (true, null, scene.Now + scene.CacheLag);
        (_uid, _generation, _changedAt) = (scene.Deployment?.Uid ?? "", scene.Deployment?.Generation ?? 0, scene.Now);
    }

    private static bool SaysComplete(KubeObject deployment)
    {
        var (wanted, status) = (deployment.Root.Int64At("spec", "replicas") ?? 0, deployment.Status);
        return status.Int64At("observedGeneration") == deployment.Generation
            && new[] { "replicas", "updatedReplicas", "availableReplicas" }.All(field => (status.Int64At(field) ?? 0) == wanted);
    }
}
