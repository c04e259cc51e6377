using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;

namespace Kubespy.Core.Tracing;

/// <summary>
/// Folds what a source tells into the state of one Deployment, its ReplicaSets and Pods, and the story of what happened.
/// It reads no clock and does no I/O: the same events give the same trace, live or replayed.
/// </summary>
public sealed class DeploymentTracer : ITracer
{
    /// <summary>Pods of a selector that wait for their owner to be seen; more belong to somebody else.</summary>
    private const int MaxStrangers = 10_000;

    private readonly string _name;
    private readonly string _ns;
    private readonly long _toleratedRestarts;
    private readonly Dictionary<string, ReplicaSetState> _replicaSets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PodState> _pods = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ReleasedPod> _released = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (PodState Pod, bool IsInitial)> _strangers = new(StringComparer.Ordinal);
    private readonly EventIndex _events = new();
    private readonly ContainerLogs _logs = new();
    private readonly TraceLog _log = new();
    private readonly DeploymentStory _story;
    private readonly ScalingStory _scaling;
    private readonly PodStory _podStory;
    private readonly WarningStory _warnings;
    private readonly RolloutProgress _progress = new();
    private KubeObject? _deployment;
    private bool _wasDeleted;
    private bool _isKnown;
    private bool _isCaughtUp;

    public DeploymentTracer(string name, string ns, long toleratedRestarts = 3)
    {
        (_name, _ns, _toleratedRestarts) = (name, ns, toleratedRestarts);
        _scaling = new ScalingStory(_log);
        _story = new DeploymentStory(name, _log, _scaling);
        _podStory = new PodStory(_log, _scaling);
        _warnings = new WarningStory(_log);
    }

    private StoryScene Scene => new(_deployment, _replicaSets.Values, _pods.Values);

    public int PodCount => _pods.Count;

    public IReadOnlyList<TraceLine> TakeLines() => _log.Take();

    public void Apply(SourceEvent news)
    {
        if (news is not SourceEvent.ObjectChanged change)
        {
            _isKnown |= news is SourceEvent.Synced or SourceEvent.CaughtUp;
            _isCaughtUp |= news is SourceEvent.CaughtUp;
            if (news is SourceEvent.LogRead log)
            {
                ApplyLog(log);
            }

            _log.Apply(news);
            return;
        }

        switch (change.Object.Kind)
        {
            case "Deployment" when change.Object.Name == _name:
                ApplyDeployment(change);
                break;
            case "ReplicaSet":
                ApplyReplicaSet(change);
                break;
            case "Pod":
                ApplyPod(change);
                break;
            case "Event":
                ApplyEvent(change);
                break;
        }
    }

    Trace ITracer.Trace(DateTimeOffset now) => Trace(now);

    public DeploymentTrace Trace(DateTimeOffset now) =>
        TraceCalculator.Calculate(new TraceInput(
            _name, _ns, now, _deployment, _isKnown, _isCaughtUp, _wasDeleted, _replicaSets.Values, _pods.Values, _released.Values, _log.Lines,
            _log.ConnectionLost, _progress, _events, _logs, _toleratedRestarts));

    private void ApplyDeployment(SourceEvent.ObjectChanged change)
    {
        var old = _deployment;
        if (change.Type == ChangeType.Deleted)
        {
            if (old is null || old.Uid == change.Object.Uid)
            {
                (_deployment, _wasDeleted) = (null, true);
                _progress.Stop();
                _story.Deleted(change.Time);
            }

            return;
        }

        (_deployment, _wasDeleted) = (change.Object, false);
        if (old?.Uid != change.Object.Uid)
        {
            // Another under its name: what belonged to the former does not belong to it, unless it adopts it.
            foreach (var rs in _replicaSets.Values.Where(rs => rs.OwnerUid != change.Object.Uid).ToArray())
            {
                Drop(rs);
            }
        }

        if (!change.IsInitial && (old is null || old.Uid != change.Object.Uid))
        {
            _story.Created(change.Time, change.Object);
        }
        else if (old is not null)
        {
            _story.Changed(change.Time, old, change.Object);
        }

        if (_progress.Apply(change.Time, old?.Uid == change.Object.Uid ? old : null, change.Object, change.IsInitial, _log.IsCatchingUp(change.Time)) is { } done)
        {
            _story.Completed(change.Time, done, _pods.Values.Count(p => p.IsTerminating));
        }
    }

    private void ApplyReplicaSet(SourceEvent.ObjectChanged change)
    {
        var next = ReplicaSetState.Of(change.Object);
        var old = _replicaSets.GetValueOrDefault(next.Uid);
        if (change.Type == ChangeType.Deleted)
        {
            if (old is not null)
            {
                _replicaSets[next.Uid] = old with { IsGoing = true };
                ForgetIfEmpty(next.Uid);
            }

            return;
        }

        if (_deployment is null ? !BelongsByName(change.Object) : next.OwnerUid != _deployment.Uid)
        {
            if (old is not null)
            {
                Drop(old);
                _log.Tell(change.Time, $"rs/{next.Name}", "released by its Deployment", $"{next.Name} no longer belongs to {_name}");
            }

            return;
        }

        _replicaSets[next.Uid] = next;
        Tell(change, old, next);
        foreach (var (pod, isInitial) in _strangers.Values.Where(s => s.Pod.OwnerUid == next.Uid).ToArray())
        {
            _strangers.Remove(pod.Uid);
            ApplyOwn(change.Time, pod, next, isInitial);
        }
    }

    private void Tell(SourceEvent.ObjectChanged change, ReplicaSetState? old, ReplicaSetState next)
    {
        if (change.IsInitial)
        {
            _podStory.Scaled(change.Time, next, 0, _pods.Values);
            _scaling.Known(next);
            return;
        }

        if (next.Revision > 0 && old?.Revision != next.Revision)
        {
            _story.RevisionMade(change.Time, old, next, _replicaSets.Values);
            _scaling.Known(next);
        }

        if ((old?.Replicas ?? 0) != next.Replicas)
        {
            _scaling.ReplicaSetScaled(change.Time, old?.Replicas ?? 0, next, Scene);
            _podStory.Scaled(change.Time, next, (old?.Replicas ?? 0) - next.Replicas, _pods.Values);
        }
    }

    private bool BelongsByName(KubeObject replicaSet) => replicaSet.ControllerRef is { Kind: "Deployment" } owner && owner.Name == _name;

    /// <summary>Not ours any more; its Pods are kept aside in case it comes back.</summary>
    private void Drop(ReplicaSetState replicaSet)
    {
        _replicaSets.Remove(replicaSet.Uid);
        _podStory.Forget(replicaSet.Uid);
        foreach (var pod in _pods.Values.Where(p => p.OwnerUid == replicaSet.Uid).ToArray())
        {
            _pods.Remove(pod.Uid);
            Keep(pod, isInitial: true);
        }
    }

    /// <summary>A ReplicaSet that was deleted is shown for as long as Pods of it are left.</summary>
    private void ForgetIfEmpty(string uid)
    {
        if (_replicaSets.TryGetValue(uid, out var rs) && rs.IsGoing && _pods.Values.All(p => p.OwnerUid != uid))
        {
            _replicaSets.Remove(uid);
            _podStory.Forget(uid);
        }
    }

    private void ApplyLog(SourceEvent.LogRead log)
    {
        if (!_pods.TryGetValue(log.PodUid, out var pod) || !_logs.Apply(log))
        {
            return;
        }

        foreach (var line in log.Lines)
        {
            _log.Add(new TraceLine(log.Time, $"pod/{pod.Name}", ContainerLogs.Shown(log.Container, line, isNamed: true), ""));
        }
    }

    private void ApplyPod(SourceEvent.ObjectChanged change)
    {
        var next = PodState.Of(change.Object);
        if (change.Type == ChangeType.Deleted)
        {
            _strangers.Remove(next.Uid);
            _logs.Forget(next.Uid);
            var isOwn = _pods.Remove(next.Uid, out var last);
            var wasReleased = _released.Remove(next.Uid, out var released);
            if (isOwn | wasReleased)
            {
                last ??= released!.Pod;
                _podStory.Gone(change.Time, last, _replicaSets.GetValueOrDefault(last.OwnerUid), Scene, wasReleased);
                ForgetIfEmpty(last.OwnerUid);
            }
        }
        else if (_replicaSets.TryGetValue(next.OwnerUid, out var owner))
        {
            ApplyOwn(change.Time, next, owner, change.IsInitial);
        }
        else if (next.OwnerUid.Length > 0)
        {
            // Watches of different kinds are not ordered among each other: the ReplicaSet may come after its Pod.
            _pods.Remove(next.Uid);
            _released.Remove(next.Uid);
            Keep(next, change.IsInitial);
        }
        else
        {
            ApplyOrphan(change.Time, next);
        }
    }

    private void ApplyOwn(DateTimeOffset time, PodState next, ReplicaSetState owner, bool isInitial)
    {
        var old = _pods.GetValueOrDefault(next.Uid);
        next = next.Sharing(old, owner.PodLabels);
        _pods[next.Uid] = next;
        if (_released.Remove(next.Uid, out var released))
        {
            _podStory.Adopted(time, released.Pod, next, owner);
        }
        else if (old is not null)
        {
            _podStory.Changed(time, old, next, owner, Scene);
        }
        else if (isInitial)
        {
            _podStory.Known(next);
        }
        else
        {
            _podStory.Made(time, next, owner);
        }
    }

    private void Keep(PodState pod, bool isInitial)
    {
        if (_strangers.Count < MaxStrangers)
        {
            _strangers[pod.Uid] = (pod, isInitial);
        }
    }

    /// <summary>A Pod without a controller: released by one of ours just now, or before the trace began.</summary>
    private void ApplyOrphan(DateTimeOffset time, PodState next)
    {
        _pods.Remove(next.Uid, out var old);
        var known = _released.GetValueOrDefault(next.Uid);
        var former = _replicaSets.GetValueOrDefault(old?.OwnerUid ?? known?.FormerUid ?? "")
            ?? _replicaSets.Values.FirstOrDefault(rs => next.Name.StartsWith(rs.Name + "-", StringComparison.Ordinal));
        if (former is null)
        {
            return;
        }

        _released[next.Uid] = ReleasedPod.Of(next, former);
        if (old is not null)
        {
            // Initial to the watch that follows it by name, but known before: news.
            _podStory.Released(time, old, next, former);
        }
        else if (known is not null)
        {
            _podStory.ReleasedChanged(time, known.Pod, next, former);
        }
    }

    private void ApplyEvent(SourceEvent.ObjectChanged change)
    {
        _events.Apply(change.Type, change.Object);
        var about = change.Object.Root.StringAt("involvedObject", "uid") ?? "";
        if (!change.IsInitial && change.Type != ChangeType.Deleted && change.Object.Root.StringAt("type") == "Warning"
            && (about == _deployment?.Uid || _replicaSets.ContainsKey(about) || _pods.ContainsKey(about)))
        {
            _warnings.Tell(change.Time, change.Object);
        }
    }
}
