using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;

namespace Kubespy.Simulator.Invariants;

/// <summary>What holds of each object for itself: revisions grow, it has one controller at most, generations count what they are to count.</summary>
internal sealed class ObjectInvariant(Scene scene) : IInvariant
{
    /// <summary>ReplicaSets that are gone, by their keys.</summary>
    private readonly Dictionary<string, (DateTimeOffset At, long Generation)> _gone = new(StringComparer.Ordinal);
    private readonly HashSet<string> _mistaken = new(StringComparer.Ordinal);
    private long _revision;

    public void Saw(Resource resource, StoreEvent change)
    {
        scene.Require(change.Revision > _revision, change, $"revision {change.Revision} after {_revision}");
        _revision = change.Revision;
        scene.Require(change.Object.OwnerReferences.Count(o => o.Controller) <= 1, change, "two controllers");
        if (resource.Kind is not ("Deployment" or "ReplicaSet"))
        {
            return;
        }

        if (change.Type == StoreEventType.Deleted)
        {
            _gone[change.Object.Key.ToString()] = (scene.Now, change.Object.Generation);
        }
        else if (change.Type == StoreEventType.Modified)
        {
            CheckGeneration(change, change.Previous!, change.Object);
            CheckObserved(change, Scene.Status(change.Previous!, "observedGeneration"), Scene.Status(change.Object, "observedGeneration"));
        }
    }

    public void Restarted(long revision) => _revision = revision;

    /// <summary>Counts only spec changes, and a Deployment's annotations (registry/apps/deployment).</summary>
    private void CheckGeneration(StoreEvent change, KubeObject old, KubeObject next)
    {
        var hasChanged = !Equals(old.Root["spec"], next.Root["spec"]) || (!old.IsBeingDeleted && next.IsBeingDeleted);
        // Through the object, not through its status, where the controller writes the revision.
        var mayCount = next.Kind == "Deployment" && !old.Annotations.Equals(next.Annotations);
        scene.Require(
            next.Generation == old.Generation + (hasChanged ? 1 : 0) || (mayCount && next.Generation == old.Generation + 1),
            change, $"generation {old.Generation} became {next.Generation}, spec changed: {hasChanged}");
    }

    /// <summary>The controller never claims to have seen what was not yet (metav1.ObjectMeta).</summary>
    private void CheckObserved(StoreEvent change, long before, long observed)
    {
        if (observed > change.Object.Generation && WasMistaken(change.Object, observed))
        {
            _mistaken.Add(change.Object.Uid);
            return;
        }

        // Once it was taken for another, what the controller writes of itself may be less.
        var mayFall = _mistaken.Contains(change.Object.Uid) && observed <= change.Object.Generation && _mistaken.Remove(change.Object.Uid);
        scene.Require(
            observed <= change.Object.Generation && (observed >= before || mayFall), change, $"observedGeneration {before} became {observed} at generation {change.Object.Generation}");
    }

    /// <summary>
    /// A ReplicaSet controller whose cache still has a former one of the name writes its status, and after the conflict reads the object of
    /// that name and writes it again, whose it may be (replicaset/replica_set_utils.go, updateReplicaSetStatus): the real one does not look
    /// at the UID. The next sync puts it right.
    /// </summary>
    private bool WasMistaken(KubeObject replicaSet, long observed) =>
        replicaSet.Kind == "ReplicaSet" && _gone.TryGetValue(replicaSet.Key.ToString(), out var former)
        && former.Generation >= observed && scene.Now - former.At < scene.CacheLag;
}
