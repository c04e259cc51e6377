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
    private readonly string _namespace;
    private readonly long _toleratedRestarts;
    private readonly Dictionary<string, ReplicaSetState> _replicaSets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PodState> _pods = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ReleasedPod> _released = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, SourceEvent.ObjectChanged>> _waiting = new(StringComparer.Ordinal);
    private readonly EventIndex _events = new();
    private readonly TraceLog _log = new();
    private readonly DeploymentStory _story;
    private KubeObject? _deployment;
    private bool _wasDeleted;
    private DateTimeOffset? _since;

    public DeploymentTracer(string name, string ns, long toleratedRestarts = 3)
    {
        (_name, _namespace, _toleratedRestarts) = (name, ns, toleratedRestarts);
        _story = new DeploymentStory(name, ns, _log);
    }

    /// <summary>Lines told since they were last taken.</summary>
    public IReadOnlyList<TraceLine> TakeLines() => _log.Take();

    public void Apply(SourceEvent news)
    {
        if (news is SourceEvent.ObjectChanged change)
        {
            Apply(change);
        }
        else
        {
            _log.Apply(news);
        }
    }

    Trace ITracer.Trace(DateTimeOffset now) => Trace(now);

    public DeploymentTrace Trace(DateTimeOffset now) =>
        TraceCalculator.Calculate(new TraceInput(
            _name, _namespace, now, _deployment, _wasDeleted, _replicaSets.Values, _pods.Values, _released.Values, _log.Lines,
            _log.ConnectionLost, _since, _events, _toleratedRestarts));

    private void Apply(SourceEvent.ObjectChanged change)
    {
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

        if (change.Object.Kind is "Pod" or "Event")
        {
            // Thousands of Pods may change each second; the Deployment's own status tells when the doings begin and end.
            return;
        }

        var isBusy = _deployment is not null && Trace(change.Time).Verdict is not (Verdict.Complete or Verdict.Waiting or Verdict.Paused);
        _since = isBusy ? _since ?? change.Time : null;
    }

    private void ApplyDeployment(SourceEvent.ObjectChanged change)
    {
        var old = _deployment;
        if (change.Type == ChangeType.Deleted)
        {
            _deployment = null;
            _wasDeleted = true;
            _story.DeploymentDeleted(change.Time);
            return;
        }

        _deployment = change.Object;
        _wasDeleted = false;
        if (change.IsInitial)
        {
            return;
        }

        if (old is null || old.Uid != change.Object.Uid)
        {
            _story.DeploymentCreated(change.Time, change.Object);
            return;
        }

        _story.DeploymentChanged(change.Time, old, change.Object);
    }

    private void ApplyReplicaSet(SourceEvent.ObjectChanged change)
    {
        var owner = change.Object.ControllerRef?.Uid;
        var uid = change.Object.Uid;
        var old = _replicaSets.GetValueOrDefault(uid);
        if (change.Type == ChangeType.Deleted || (_deployment is not null && owner != _deployment.Uid))
        {
            if (_replicaSets.Remove(uid) && change.Type != ChangeType.Deleted)
            {
                _log.Add(new TraceLine(change.Time, $"rs/{change.Object.Name}", "released by its Deployment", $"{change.Object.Name} no longer belongs to {_name}"));
            }

            return;
        }

        if (owner is null && _deployment is null && !BelongsByName(change.Object))
        {
            return;
        }

        var next = ReplicaSetState.Of(change.Object);
        _replicaSets[uid] = next;
        if (!change.IsInitial)
        {
            _story.ReplicaSetChanged(change.Time, old, next, _deployment, _replicaSets.Values, IsNewest(next));
        }

        if (_waiting.Remove(uid, out var pods))
        {
            foreach (var pod in pods.Values)
            {
                ApplyPod(pod);
            }
        }
    }

    private bool BelongsByName(KubeObject replicaSet) => replicaSet.ControllerRef is { Kind: "Deployment" } owner && owner.Name == _name;

    private bool IsNewest(ReplicaSetState replicaSet) => _replicaSets.Values.All(rs => rs.Revision <= replicaSet.Revision);

    private void ApplyPod(SourceEvent.ObjectChanged change)
    {
        var next = PodState.Of(change.Object);
        var old = _pods.GetValueOrDefault(next.Uid);
        if (change.Type == ChangeType.Deleted)
        {
            _waiting.GetValueOrDefault(next.OwnerUid)?.Remove(next.Uid);
            if (_pods.Remove(next.Uid) | _released.Remove(next.Uid))
            {
                _story.PodGone(change.Time, next);
            }

            return;
        }

        if (_replicaSets.TryGetValue(next.OwnerUid, out var owner))
        {
            var wasReleased = _released.Remove(next.Uid);
            _pods[next.Uid] = next;
            if (wasReleased)
            {
                _story.PodAdopted(change.Time, next, owner);
            }

            if (change.IsInitial && old is null)
            {
                _story.Remember(next);
            }
            else
            {
                _story.PodChanged(change.Time, old, next, owner);
            }

            return;
        }

        if (next.OwnerUid.Length > 0 && old is null)
        {
            // Watches of different kinds are not ordered among each other: the ReplicaSet may come after its Pod.
            if (!_waiting.TryGetValue(next.OwnerUid, out var waiting))
            {
                _waiting[next.OwnerUid] = waiting = new(StringComparer.Ordinal);
            }

            waiting[next.Uid] = change;
            return;
        }

        ApplyOrphan(change, next, old);
    }

    /// <summary>A Pod without a controller of ours: released by it just now, or before the trace began.</summary>
    private void ApplyOrphan(SourceEvent.ObjectChanged change, PodState next, PodState? old)
    {
        var former = old is not null ? _replicaSets.GetValueOrDefault(old.OwnerUid) : null;
        former ??= _replicaSets.Values.FirstOrDefault(rs => next.Name.StartsWith(rs.Name + "-", StringComparison.Ordinal));
        if (next.OwnerUid.Length > 0 || former is null)
        {
            _pods.Remove(next.Uid);
            return;
        }

        _pods.Remove(next.Uid);
        var isNew = !_released.ContainsKey(next.Uid);
        _released[next.Uid] = new ReleasedPod(next, WhatIsLacking(next, former));
        if (isNew && old is not null)
        {
            // Initial to the watch that follows it by name, but known before: news.
            _story.PodReleased(change.Time, old, next, former);
        }
    }

    private static string WhatIsLacking(PodState pod, ReplicaSetState former)
    {
        var wanted = former.Template.MapAt("metadata", "labels") ?? MapValue.Empty;
        foreach (var (label, value) in wanted)
        {
            if (pod.Labels[label] is not { } has)
            {
                return $"lacks label {label}={value.AsString()}";
            }

            if (has != value)
            {
                return $"has label {label}={has.AsString()} instead of {value.AsString()}";
            }
        }

        return "has no controller";
    }

    private void ApplyEvent(SourceEvent.ObjectChanged change)
    {
        _events.Apply(change.Type, change.Object);
        var about = change.Object.Root.StringAt("involvedObject", "uid") ?? "";
        if (!change.IsInitial && change.Type != ChangeType.Deleted && change.Object.Root.StringAt("type") == "Warning"
            && (about == _deployment?.Uid || _replicaSets.ContainsKey(about) || _pods.ContainsKey(about)))
        {
            _story.Warning(change.Time, change.Object);
        }
    }
}
