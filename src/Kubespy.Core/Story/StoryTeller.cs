using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Story.Folding;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;

namespace Kubespy.Core.Story;

/// <summary>
/// Folds what any source tells into the story of one object: a Deployment, a StatefulSet, a DaemonSet, a Job, a CronJob, a ReplicaSet, a
/// Pod or a Service. It reads no clock and does no I/O: the same events give the same story, live or replayed. What it says of a finished
/// happening does not change with what comes later.
/// </summary>
public sealed class StoryTeller
{
    private const int MostServices = 1000;

    private readonly Cast _cast;
    private readonly Pages _pages = new();
    private readonly AvailabilityBook _available = new();
    private readonly RolloutChronicle _rollouts;
    private readonly WorkloadChronicle _workload;
    private readonly PodChronicle _pods;
    private readonly MakerChronicle _makers;
    private readonly NodeChronicle _nodes;
    private readonly ServiceChronicle _services;
    private readonly LabelChronicle _labels;
    private readonly JobChronicle _jobs;
    private readonly SightChronicle _sight;
    private readonly AutoscalerChronicle _autoscalers;
    private readonly RemedyBook _remedies = new();
    private readonly Dictionary<string, (KubeObject Service, DateTimeOffset Seen, bool IsFromBefore)> _otherServices = new(StringComparer.Ordinal);
    private DateTimeOffset? _begin;
    private DateTimeOffset _now;
    private bool _isBegun;

    public StoryTeller(string kind, string ns, string name)
    {
        _cast = new Cast(kind, ns, name);
        _rollouts = new RolloutChronicle(_cast, _pages);
        _workload = new WorkloadChronicle(_cast, _pages, _rollouts, _remedies);
        _nodes = new NodeChronicle(_cast, _pages);
        _labels = new LabelChronicle(_cast, _pages);
        _makers = new MakerChronicle(_cast, _pages);
        _services = new ServiceChronicle(_cast, _pages);
        _jobs = new JobChronicle(_cast, _pages);
        _sight = new SightChronicle(_cast, _pages);
        _pods = new PodChronicle(_cast, _pages, _rollouts, _nodes, _labels, _makers, _available, _remedies);
        _autoscalers = new AutoscalerChronicle(_cast, _pages);
    }

    private string Opening { get; set; } = "";

    public void Apply(SourceEvent news)
    {
        _begin ??= news.Time;
        _now = news.Time > _now ? news.Time : _now;

        // The observer's clock does not go back, whatever several recordings put together say.
        news = news.Time < _now ? news with { Time = _now } : news;
        Settle(_now);
        if (news is not SourceEvent.ObjectChanged change)
        {
            _sight.Apply(news);
            if (news is SourceEvent.CaughtUp)
            {
                BeginAt(news.Time);
            }

            return;
        }

        if (!change.IsInitial)
        {
            BeginAt(change.Time);
        }

        if (change.Object.Kind == "Event")
        {
            ApplyEvent(change);
            return;
        }

        ApplyObject(change);
    }

    /// <summary>The story until that moment, which is not before the last event.</summary>
    public Narrative Tell(DateTimeOffset now)
    {
        now = now > _now ? now : _now;
        Settle(now);
        var opening = _isBegun || _cast.Root is null ? Opening : StateText.Of(_cast.Root, _cast.Revision);
        return new Narrative
        {
            Kind = _cast.Kind,
            Namespace = _cast.Namespace,
            Name = _cast.Name,
            Subject = _cast.Subject,
            Begin = _begin,
            End = now,
            Opening = opening,
            Closing = _cast.Root is { } root ? StateText.Of(root, _cast.Revision) : "",
            Happenings = [.. _pages.InOrder.Select(p => AsOf(p.Id, p.Happening, now))],
            Dropped = _pages.Dropped,
            Unknowable = _sight.Unknowable(opening.Length > 0),
        };
    }

    /// <summary>What is not over, with what is known of it at that moment; to look changes nothing.</summary>
    private Happening AsOf(long id, Happening happening, DateTimeOffset now) => happening switch
    {
        { End: not null } => happening,
        Happening.Rollout rollout => _rollouts.AsOf(id, rollout, now),
        Happening.Trouble trouble => _pods.AsOf(id, trouble, now),
        Happening.NoEndpoints gap => ServiceChronicle.AsOf(gap, now),
        _ => happening,
    };

    /// <summary>All that was there before has been told: what was under way then is found.</summary>
    private void BeginAt(DateTimeOffset time)
    {
        if (_isBegun)
        {
            return;
        }

        _isBegun = true;
        if (_cast.Root is not { } root)
        {
            return;
        }

        Opening = StateText.Of(root, _cast.Revision);
        if (!WorkloadFacts.IsComplete(root) && !root.IsBeingDeleted && _cast.NewestMaker is { } newest
            && _cast.Makers.Where(m => m.Uid != newest.Uid).MaxBy(WorkloadFacts.NumberOf) is { } before && _cast.Pods.All.Any(p => p.Key != _cast.NewestKey))
        {
            _rollouts.Found(time, root, newest, before);
        }
    }

    private void Settle(DateTimeOffset now)
    {
        _pods.Settle(now);
        _services.Settle(now);
        _rollouts.Settle(now);
        _pages.Settle(now);
    }

    private void ApplyObject(SourceEvent.ObjectChanged change)
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

        switch (obj.Kind)
        {
            case "ReplicaSet" when !isRoot:
                ApplyReplicaSet(change, old, next);
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
            case "HorizontalPodAutoscaler" when !isRoot:
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
                Join(time, maker, change.IsInitial);
            }

            if (WorkloadChronicle.IsFromBefore(time, obj, change.IsInitial))
            {
                _workload.Found(time, obj);
            }
            else
            {
                _workload.Made(time, obj);
            }

            _services.Look(time, _otherServices.Values);
        }
        else
        {
            _workload.Changed(time, old, obj, failure);
            if (obj.IsBeingDeleted && !old.IsBeingDeleted && _cast.IsGoing)
            {
                _pods.RootGone(time);
            }

            if (!Equals(WorkloadFacts.Template(old), WorkloadFacts.Template(obj)))
            {
                _services.Look(time, _otherServices.Values);
            }
        }

        _pods.RootChanged(time);
    }

    /// <summary>Something that the root owns: a maker of Pods, or a Pod.</summary>
    private void Join(DateTimeOffset time, KubeObject obj, bool isInitial)
    {
        if (obj.Kind == "Pod")
        {
            _pods.Apply(time, null, obj, obj, isInitial);
        }
        else if (obj.Kind is "ReplicaSet" or "Job" && !_cast.IsMaker(obj.Uid))
        {
            _cast.AddMaker(obj);
            foreach (var pod in _cast.Store.OwnedBy(obj.Uid).ToArray())
            {
                _pods.Apply(time, null, pod, pod, isInitial);
            }
        }
    }

    private void ApplyReplicaSet(SourceEvent.ObjectChanged change, KubeObject? old, KubeObject? next)
    {
        var (time, obj) = (change.Time, change.Object);
        if (!_cast.BelongsToRoot(obj) && !_cast.IsMaker(obj.Uid))
        {
            return;
        }

        if (next is null)
        {
            _makers.Deleted(time, old ?? obj);
            if (!_cast.IsGoing && WorkloadFacts.Wanted(obj) > 0)
            {
                _pods.MakerGone(time, obj.Uid);
            }

            _cast.RemoveMaker(obj.Uid);
            _makers.Gone(time);
            return;
        }

        var wasOurs = old is null || _cast.BelongsToRoot(old);
        var isFromBefore = WorkloadChronicle.IsFromBefore(time, obj, change.IsInitial);
        if (old is null)
        {
            _pods.MakerMade(next.Uid);
        }

        Join(time, next, isFromBefore);
        if (old is not null && wasOurs && next.ControllerRef is null)
        {
            if (_cast.Root is null or { IsBeingDeleted: true })
            {
                _makers.Orphaned(time, next);
            }
            else
            {
                _labels.Released(time, next, old.ControllerRef?.Uid ?? "");
            }
        }
        else if (old is not null && !wasOurs && old.ControllerRef is null && next.ControllerRef is { } owner)
        {
            _labels.Adopted(time, next, owner.Uid);
            if (!_cast.IsRootUid(owner.Uid))
            {
                // From here on it is part of another's story.
                _cast.RemoveMaker(next.Uid);
                return;
            }
        }

        if (old is not null && !old.Labels.Equals(next.Labels))
        {
            _labels.Relabelled(time, old, next);
        }

        if (next.IsBeingDeleted && old is { IsBeingDeleted: false } && _cast.IsGoing)
        {
            _makers.Collect(time, next);
        }

        var (from, to) = (old is null ? 0 : WorkloadFacts.Wanted(old), WorkloadFacts.Wanted(next));
        if (from != to && !(old is null && isFromBefore))
        {
            _rollouts.Stepped(new ScaleStep(time, next.Uid, next.Name, from, to));
            _pods.OwnerScaled(time, next.Uid);
        }

        if (_cast.Root is { } root)
        {
            _rollouts.Follow(time, root);
        }
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

        Join(change.Time, next, change.IsInitial);
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

    private void ApplyEvent(SourceEvent.ObjectChanged change)
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
