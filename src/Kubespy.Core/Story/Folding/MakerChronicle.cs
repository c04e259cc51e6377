using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Story.Folding;

/// <summary>Tells what became of ReplicaSets and of what a deleted owner leaves: cleaned up as history, collected as garbage, orphaned.</summary>
internal sealed class MakerChronicle(Cast cast, Pages pages)
{
    private const long DefaultLimit = 10;

    private readonly HashSet<string> _collected = new(StringComparer.Ordinal);
    private long? _cleanUp;
    private long? _collection;

    /// <summary>A ReplicaSet was deleted while its Deployment lives.</summary>
    public void Deleted(DateTimeOffset time, KubeObject maker)
    {
        if (cast.IsGoing)
        {
            Collect(time, maker);
            return;
        }

        if (maker.Kind != "ReplicaSet")
        {
            return;
        }

        var limit = cast.Root?.Root.Int64At("spec", "revisionHistoryLimit") ?? DefaultLimit;
        var others = cast.Makers.Count(m => m.Uid != maker.Uid && WorkloadFacts.Wanted(m) == 0 && m.Uid != cast.NewestKey);
        var evidence = new Evidence(time, $"{maker.Name} DELETED, 0 replicas, {others} older kept", "watch of ReplicaSet");
        if (WorkloadFacts.Wanted(maker) == 0 && others >= limit)
        {
            if (pages.IsOpen(_cleanUp))
            {
                pages.Update<Happening.HistoryCleanUp>(_cleanUp, c => c with { Revisions = [.. c.Revisions, WorkloadFacts.NumberOf(maker)], Evidence = [.. c.Evidence, evidence] });
            }
            else
            {
                _cleanUp = pages.Tell(new Happening.HistoryCleanUp(cast.Subject, time, [WorkloadFacts.NumberOf(maker)], limit)
                {
                    Author = new Author("deployment-controller", "inferred: beyond revisionHistoryLimit"),
                    Evidence = [evidence],
                });
            }

            return;
        }

        pages.Tell(new Happening.Deletion($"rs/{maker.Name}", time, "background") { Author = Author.OfDeletion, Evidence = [new Evidence(time, "DELETED while its Deployment lives", "watch of ReplicaSet")] });
    }

    /// <summary>Something that a deleted owner had owned is deleted: a ReplicaSet, a Pod or another.</summary>
    public void Collect(DateTimeOffset time, KubeObject dependent)
    {
        if (!_collected.Add(dependent.Uid))
        {
            return;
        }

        if (!pages.IsGoingOn(_collection))
        {
            _collection = pages.Open(new Happening.GarbageCollection(cast.Subject, time, 0, 0, 0)
            {
                Author = new Author("garbage-collector", "inferred: their owner is gone, or is deleted in the foreground"),
            });
        }

        pages.Update<Happening.GarbageCollection>(_collection, g => g with
        {
            ReplicaSets = g.ReplicaSets + (dependent.Kind == "ReplicaSet" ? 1 : 0),
            Pods = g.Pods + (dependent.Kind == "Pod" ? 1 : 0),
            Others = g.Others + (dependent.Kind is "ReplicaSet" or "Pod" ? 0 : 1),
            Evidence = g.Evidence.Count > 20 ? g.Evidence : [.. g.Evidence, new Evidence(time, $"{dependent.Name} deleted, owner {cast.Subject}", $"{dependent.Kind} ownerReferences")],
        });
    }

    /// <summary>Whether nothing is left of what was to be collected.</summary>
    public void Gone(DateTimeOffset time)
    {
        if (pages.IsGoingOn(_collection) && cast.IsGoing && cast.Pods.All.All(p => p.GoneAt is not null || p.IsReleased) && !cast.Store.OfKind("ReplicaSet").Any(m => cast.IsMaker(m.Uid) && m.ControllerRef is not null))
        {
            pages.Close(_collection, time, StoryOutcome.Complete);
        }
    }

    public void Orphaned(DateTimeOffset time, KubeObject maker) => pages.Tell(new Happening.Orphaning($"{ShortNames.Of(maker.Kind)}/{maker.Name}", time, cast.Subject, cast.Pods.Active(maker.Uid))
    {
        Author = new Author("garbage-collector", "finalizer orphan of its owner"),
        Evidence = [new Evidence(time, $"ownerReference to {cast.Subject} removed", $"{maker.Kind} metadata.ownerReferences")],
    });
}
