using Kubespy.Core.Objects;
using Kubespy.Core.Watching;

namespace Kubespy.Core.Story.Folding;

/// <summary>Finds out who belongs to the story by ownership, in whatever order the watches tell, and what it means when that changes.</summary>
internal sealed class OwnershipRouter(Cast cast, RolloutChronicle rollouts, PodChronicle pods, MakerChronicle makers, LabelChronicle labels)
{
    /// <summary>Something that the root owns: a maker of Pods, or a Pod.</summary>
    public void Join(DateTimeOffset time, KubeObject obj, bool isInitial)
    {
        if (obj.Kind == "Pod")
        {
            pods.Apply(time, null, obj, obj, isInitial);
        }
        else if (obj.Kind is "ReplicaSet" or "Job" && !cast.IsMaker(obj.Uid))
        {
            cast.AddMaker(obj);
            foreach (var pod in cast.Store.OwnedBy(obj.Uid).ToArray())
            {
                pods.Apply(time, null, pod, pod, isInitial);
            }
        }
    }

    /// <summary>A ReplicaSet has come, changed or gone.</summary>
    public void Apply(SourceEvent.ObjectChanged change, KubeObject? old, KubeObject? next)
    {
        var (time, obj) = (change.Time, change.Object);
        if (!cast.BelongsToRoot(obj) && !cast.IsMaker(obj.Uid))
        {
            return;
        }

        if (next is null)
        {
            makers.Deleted(time, old ?? obj);
            if (!cast.IsGoing && WorkloadFacts.Wanted(obj) > 0)
            {
                pods.MakerGone(time, obj.Uid);
            }

            cast.RemoveMaker(obj.Uid);
            makers.Gone(time);
            return;
        }

        var wasOurs = old is null || cast.BelongsToRoot(old);
        var isFromBefore = WorkloadChronicle.IsFromBefore(time, obj, change.IsInitial);
        if (old is null)
        {
            pods.MakerMade(next.Uid);
        }

        Join(time, next, isFromBefore);
        if (old is not null && wasOurs && next.ControllerRef is null)
        {
            if (cast.Root is null or { IsBeingDeleted: true })
            {
                makers.Orphaned(time, next);
            }
            else
            {
                labels.Released(time, next, old.ControllerRef?.Uid ?? "");
            }
        }
        else if (old is not null && !wasOurs && old.ControllerRef is null && next.ControllerRef is { } owner)
        {
            labels.Adopted(time, next, owner.Uid);
            if (!cast.IsRootUid(owner.Uid))
            {
                // From here on it is part of another's story.
                cast.RemoveMaker(next.Uid);
                return;
            }
        }

        if (old is not null && !old.Labels.Equals(next.Labels))
        {
            labels.Relabelled(time, old, next);
        }

        if (next.IsBeingDeleted && old is { IsBeingDeleted: false } && cast.IsGoing)
        {
            makers.Collect(time, next);
        }

        var (from, to) = (old is null ? 0 : WorkloadFacts.Wanted(old), WorkloadFacts.Wanted(next));
        if (from != to && !(old is null && isFromBefore))
        {
            rollouts.Stepped(new ScaleStep(time, next.Uid, next.Name, from, to, cast.NewestMaker is { } newest ? WorkloadFacts.Available(newest) : 0));
            pods.OwnerScaled(time, next.Uid);
        }

        if (cast.Root is { } root)
        {
            rollouts.Follow(time, root);
        }
    }
}
