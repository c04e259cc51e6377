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
    private readonly string _name;
    private readonly string _ns;
    private readonly long _toleratedRestarts;
    private readonly Dictionary<string, ReplicaSetState> _replicaSets = new(StringComparer.Ordinal);
    private readonly PodLedger _pods;
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
        _pods = new PodLedger(_podStory, _replicaSets, () => Scene);
        _warnings = new WarningStory(_log);
    }

    private StoryScene Scene => new(_deployment, _replicaSets.Values, _pods.Own);

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
            _name, _ns, now, _deployment, _isKnown, _isCaughtUp, _wasDeleted, _replicaSets.Values, _pods.Own, _pods.Released, _log.Lines,
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
            _story.Completed(change.Time, done, _pods.Own.Count(p => p.IsTerminating));
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
        _pods.Adopt(change.Time, next);
    }

    private void Tell(SourceEvent.ObjectChanged change, ReplicaSetState? old, ReplicaSetState next)
    {
        if (change.IsInitial)
        {
            _podStory.Scaled(change.Time, next, 0, _pods.Own);
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
            _podStory.Scaled(change.Time, next, (old?.Replicas ?? 0) - next.Replicas, _pods.Own);
        }
    }

    private bool BelongsByName(KubeObject replicaSet) => replicaSet.ControllerRef is { Kind: "Deployment" } owner && owner.Name == _name;

    /// <summary>Not ours any more; its Pods are kept aside in case it comes back.</summary>
    private void Drop(ReplicaSetState replicaSet)
    {
        _replicaSets.Remove(replicaSet.Uid);
        _podStory.Forget(replicaSet.Uid);
        _pods.Orphan(replicaSet.Uid);
    }

    /// <summary>A ReplicaSet that was deleted is shown for as long as Pods of it are left.</summary>
    private void ForgetIfEmpty(string uid)
    {
        if (_replicaSets.TryGetValue(uid, out var rs) && rs.IsGoing && _pods.Own.All(p => p.OwnerUid != uid))
        {
            _replicaSets.Remove(uid);
            _podStory.Forget(uid);
        }
    }

    private void ApplyLog(SourceEvent.LogRead log)
    {
        if (_pods.Find(log.PodUid) is not { } pod || !_logs.Apply(log))
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
        if (change.Type != ChangeType.Deleted)
        {
            _pods.Apply(change.Time, change.Object, change.IsInitial);
            return;
        }

        _logs.Forget(change.Object.Uid);
        if (_pods.Remove(change.Time, change.Object.Uid) is { } last)
        {
            ForgetIfEmpty(last.OwnerUid);
        }
    }

    private void ApplyEvent(SourceEvent.ObjectChanged change)
    {
        _events.Apply(change.Type, change.Object);
        var about = change.Object.Root.StringAt("involvedObject", "uid") ?? "";
        if (!change.IsInitial && change.Type != ChangeType.Deleted && change.Object.Root.StringAt("type") == "Warning"
            && (about == _deployment?.Uid || _replicaSets.ContainsKey(about) || _pods.Find(about) is not null))
        {
            _warnings.Tell(change.Time, change.Object);
        }
    }
}
