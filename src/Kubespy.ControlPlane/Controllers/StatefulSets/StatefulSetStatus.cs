using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.StatefulSets;

/// <summary>The status of a StatefulSet as a sync counts it (pkg/controller/statefulset). Pure.</summary>
public sealed record StatefulSetStatus
{
    public required long ObservedGeneration { get; init; }

    public required string CurrentRevision { get; init; }

    public required string UpdateRevision { get; init; }

    public required long CollisionCount { get; init; }

    public int Replicas { get; init; }

    public int Ready { get; init; }

    public int Available { get; init; }

    /// <summary>Of the current revision, not on their way out.</summary>
    public int Current { get; init; }

    /// <summary>Of the newest revision, not on their way out.</summary>
    public int Updated { get; init; }

    /// <summary>With the Pods counted anew. Those that are to be made have no phase, and do not count.</summary>
    public StatefulSetStatus Counted(IEnumerable<KubeObject> pods, string currentRevision, string updateRevision, long minReadySeconds, DateTimeOffset now)
    {
        var (replicas, ready, available, current, updated) = (0, 0, 0, 0, 0);
        foreach (var pod in pods)
        {
            var view = PodView.Of(pod);
            if (view.Phase.Length == 0)
            {
                continue;
            }

            replicas++;
            if (view is { Phase: "Running", IsReady: true })
            {
                ready++;
                available += view.IsAvailable(minReadySeconds, now) ? 1 : 0;
            }

            if (!pod.IsBeingDeleted)
            {
                current += StatefulPod.RevisionOf(pod) == currentRevision ? 1 : 0;
                updated += StatefulPod.RevisionOf(pod) == updateRevision ? 1 : 0;
            }
        }

        return this with { Replicas = replicas, Ready = ready, Available = available, Current = current, Updated = updated };
    }

    /// <summary>Once every Pod is of the newest revision and ready, that is the current one.</summary>
    public StatefulSetStatus Completed(StatefulSetView set) =>
        set.UpdateStrategy == "RollingUpdate" && Updated == set.Replicas && Ready == set.Replicas && Replicas == set.Replicas
            ? this with { Current = Updated, CurrentRevision = UpdateRevision }
            : this;

    /// <summary>Whether what the StatefulSet says differs. The count of collisions alone is no reason to write.</summary>
    public bool DiffersFrom(KubeObject set)
    {
        var old = set.Status;
        return ObservedGeneration > (old.Int64At("observedGeneration") ?? 0)
            || Replicas != (old.Int64At("replicas") ?? 0)
            || Current != (old.Int64At("currentReplicas") ?? 0)
            || Ready != (old.Int64At("readyReplicas") ?? 0)
            || Updated != (old.Int64At("updatedReplicas") ?? 0)
            || Available != (old.Int64At("availableReplicas") ?? 0)
            || CurrentRevision != (old.StringAt("currentRevision") ?? "")
            || UpdateRevision != (old.StringAt("updateRevision") ?? "");
    }

    public MapValue ToValue() => new MapBuilder()
        .Set("observedGeneration", ObservedGeneration)
        .Set("replicas", Replicas)
        .Set("readyReplicas", Positive(Ready))
        .Set("currentReplicas", Positive(Current))
        .Set("updatedReplicas", Positive(Updated))
        .Set("currentRevision", CurrentRevision)
        .Set("updateRevision", UpdateRevision)
        .Set("collisionCount", CollisionCount)
        .Set("availableReplicas", Available)
        .ToMap();

    private static NumberValue? Positive(int count) => count == 0 ? null : NumberValue.Of(count);
}
