using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;

namespace Kubespy.Core.Story.Folding;

/// <summary>Leads each event to those who tell of it, in the order in which they need each other.</summary>
internal sealed class Plot
{
    private const int MostServices = 1000;

    private readonly Cast _cast;
    private readonly Pages _pages;
    private readonly AvailabilityBook _available = new();
    private readonly RemedyBook _remedies = new();
    private readonly RolloutChronicle _rollouts;
    private readonly WorkloadChronicle _workload;
    private readonly PodChronicle _pods;
    private readonly MakerChronicle _makers;
    private readonly NodeChronicle _nodes;
    private readonly ServiceChronicle _services;
    private readonly JobChronicle _jobs;
    private readonly AutoscalerChronicle _autoscalers;
    private readonly OwnershipRouter _owned;
    private readonly ObjectChronicle _object;
    private readonly Dictionary<string, (KubeObject Service, DateTimeOffset Seen, bool IsFromBefore)> _otherServices = new(StringComparer.Ordinal);

    public Plot(Cast cast, Pages pages)
    {
        (_cast, _pages) = (cast, pages);
        _rollouts = new RolloutChronicle(cast, pages);
        _workload = new WorkloadChronicle(cast, pages, _rollouts, _remedies);
        _nodes = new NodeChronicle(cast, pages);
        _makers = new MakerChronicle(cast, pages);
        _services = new ServiceChronicle(cast, pages);
        _jobs = new JobChronicle(cast, pages);
        _autoscalers = new AutoscalerChronicle(cast, pages);
        _object = new ObjectChronicle(cast, pages);
        var labels = new LabelChronicle(cast, pages);
        _pods = new PodChronicle(cast, pages, _rollouts, _nodes, labels, _makers, _available, _remedies);
        _owned = new OwnershipRouter(cast, _rollouts, _pods, _makers, labels);
    }

    /// <summary>What is not over, with what is known of it at that moment; to look changes nothing.</summary>
    public Happening AsOf(long id, Happening happening, DateTimeOffset now) => happening switch
    {
        Happening.Rollout { IsFinished: false } rollout => _rollouts.AsOf(id, rollout, now),
        { End: not null } => happening,
        Happening.Trouble trouble => _pods.AsOf(id, trouble, now),
        Happening.NoEndpoints gap => ServiceChronicle.AsOf(gap, now),
        _ => happening,
    };

    /// <summary>All that was there before has been told: what was under way then is found.</summary>
    public void Find(DateTimeOffset time, KubeObject root)
    {
        if (WorkloadFacts.IsComplete(root) || root.IsBeingDeleted)
        {
            return;
        }

        // What still serves is what it comes from: a revision in between may never have got anywhere.
        if (_cast.NewestMaker is { } newest && _cast.Pods.All.Any(p => p.Key != _cast.NewestKey)
            && _cast.Makers.Where(m => m.Uid != newest.Uid).OrderByDescending(m => _cast.Pods.Active(m.Uid) > 0).ThenByDescending(WorkloadFacts.NumberOf).FirstOrDefault() is { } before)
        {
            _rollouts.Found(time, root, newest, before);
        }
        else if (root.Kind == "Deployment" && root.Generation == 1 && root.Condition("Progressing").StringAt("reason") is not "NewReplicaSetAvailable")
        {
            _workload.FoundNew(time, root);
        }
    }

    public void Settle(DateTimeOffset now)
    {
        _pods.Settle(now);
        _services.Settle(now);
        _rollouts.Settle(now);
        _pages.Settle(now);
    }

    public void Apply(SourceEvent.ObjectChanged change)
    {
        var (time, obj) = (change.Time, change.Object);
        var old = _cast.Store.Get(obj.Uid);
        if (old is null && change.Type == ChangeType.Deleted && !_cast.IsMember(obj.Uid))
        {
            return;
        }

        var isRoot = _cast.IsRoot(obj);
        var failure = isRoot && old is not null && _rollouts.IsRolling && !Equals(WorkloadFacts.Template(old), WorkloadFacts.Template(obj)) ? _cast.Worst(time) : null;
        _cast.Store.Apply(change.Type, obj);
        var next = change.Type == ChangeType.Deleted ? null : obj;
        _remedies.Apply(time, obj, old, next, WorkloadChronicle.IsFromBefore(time, obj, change.IsInitial));
        if (isRoot)
        {
            ApplyRoot(change, old, failure);
        }
        else if (_cast.Kind == "HorizontalPodAutoscaler")
        {
            _autoscalers.Follow(old, next);
        }

        switch (obj.Kind)
        {
            case "ReplicaSet" when !isRoot:
                _owned.Apply(change, old, next);
                break;
            case "Job":
                ApplyJob(change, next, isRoot);
                break;
            case "Pod":
                _pods.Apply(time, old, next, obj, WorkloadChronicle.IsFromBefore(time, obj, change.IsInitial));
                break;
            case "Node":
                _nodes.Changed(time, old, next);
                break;
            case "Service":
                ApplyService(change, old, next);
                break;
            case "HorizontalPodAutoscaler":
                _autoscalers.Changed(time, old, next, WorkloadChronicle.IsFromBefore(time, obj, change.IsInitial));
                break;
            case "EndpointSlice":
                _services.SliceChanged(time, obj);
                break;
            case "ControllerRevision" when _cast.Root is not null && _cast.BelongsToRoot(obj):
                _rollouts.Follow(time, _cast.Root);
                break;
        }
    }

    private void ApplyRoot(SourceEvent.ObjectChanged change, KubeObject? old, Finding? failure)
    {
        var (time, obj) = (change.Time, change.Object);
        if (change.Type == ChangeType.Deleted)
        {
            _cast.SetRoot(null);
            _pods.RootGone(time);
            _workload.Deleted(time, obj);
            _makers.Gone(time);
            return;
        }

        _cast.SetRoot(obj);
        if (WorkloadFacts.IsWorkload(obj.Kind))
        {
            _available.Add(time, WorkloadFacts.Available(obj));
        }

        if (old is null)
        {
            foreach (var maker in _cast.Store.OwnedBy(obj.Uid).ToArray())
            {
                // Watches of different kinds are not ordered among each other.
                _owned.Join(time, maker, change.IsInitial);
            }

            if (WorkloadChronicle.IsFromBefore(time, obj, change.IsInitial))
            {
                _workload.Found(time, obj);
            }
            else
            {
                _workload.Made(time, obj);
            }

            _services.Look(_otherServices.Values);
        }
        else
        {
            _workload.Changed(time, old, obj, failure);
            if (!ObjectChronicle.IsToldElsewhere(obj.Kind))
            {
                _object.Changed(time, old, obj);
            }

            if (obj.IsBeingDeleted && !old.IsBeingDeleted && _cast.IsGoing)
            {
                _pods.RootGone(time);
            }

            if (!Equals(WorkloadFacts.Template(old), WorkloadFacts.Template(obj)))
            {
                _services.Look(_otherServices.Values);
            }
        }

        _pods.RootChanged(time);
    }

    private void ApplyJob(SourceEvent.ObjectChanged change, KubeObject? next, bool isRoot)
    {
        if (!isRoot && !_cast.BelongsToRoot(change.Object) && !_cast.IsMaker(change.Object.Uid))
        {
            return;
        }

        if (next is null)
        {
            _jobs.Deleted(change.Time, change.Object);
            return;
        }

        _owned.Join(change.Time, next, change.IsInitial);
        _jobs.Changed(change.Time, next, WorkloadChronicle.IsFromBefore(change.Time, next, change.IsInitial));
    }

    private void ApplyService(SourceEvent.ObjectChanged change, KubeObject? old, KubeObject? next)
    {
        var isFromBefore = WorkloadChronicle.IsFromBefore(change.Time, change.Object, change.IsInitial);
        _services.Changed(change.Time, old, next, isFromBefore);
        if (next is null)
        {
            _otherServices.Remove(change.Object.Uid);
        }
        else if (_otherServices.Count < MostServices)
        {
            _otherServices[next.Uid] = (next, _otherServices.TryGetValue(next.Uid, out var seen) ? seen.Seen : change.Time, isFromBefore);
        }
    }

    /// <summary>An Event.</summary>
    public void Hear(SourceEvent.ObjectChanged change)
    {
        _cast.Events.Apply(change.Type, change.Object);
        if (change.Type == ChangeType.Deleted || change.IsInitial)
        {
            return;
        }

        var told = ObservedEvent.Of(change.Object);
        if (told.Reason == "SuccessfulRescale" && change.Object.Root.StringAt("involvedObject", "kind") == "HorizontalPodAutoscaler")
        {
            ApplyRescale(change, told);
            return;
        }

        _pods.Told(change.Time, told, _cast.Store.Get(told.About));
    }

    private void ApplyRescale(SourceEvent.ObjectChanged change, ObservedEvent told)
    {
        var hpa = change.Object.Root.StringAt("involvedObject", "name") ?? "";
        if (_cast.Kind == "HorizontalPodAutoscaler" && change.Object.Namespace == _cast.Namespace && hpa == _cast.Name)
        {
            _autoscalers.Rescaled(change.Time, told);
            return;
        }

        var reason = told.Message.IndexOf("reason: ", StringComparison.Ordinal) is >= 0 and var at ? told.Message[(at + "reason: ".Length)..] : "";
        var known = _cast.Store.Find("HorizontalPodAutoscaler", _cast.Namespace, hpa);
        if (change.Object.Namespace == _cast.Namespace && (known is null || known.Root.StringAt("spec", "scaleTargetRef", "name") == _cast.Name))
        {
            _pages.Update<Happening.Scaling>(_workload.LastScaling, s => !told.Message.StartsWith($"New size: {s.To};", StringComparison.Ordinal) ? s : s with
            {
                IsByAutoscaler = true,
                Reason = reason,
                Author = new Author($"hpa/{hpa}", "Event SuccessfulRescale"),
                Evidence = [.. s.Evidence, told.ToEvidence()],
            });
        }
    }
}
