using Kubespy.Core.Objects;

namespace Kubespy.Core.Tracing;

/// <summary>
/// The Pods of one Deployment: those of its ReplicaSets, those that were released, and those whose owner has not been seen yet. Identity is the UID.
/// </summary>
/// <param name="story">Is told what becomes of them.</param>
/// <param name="replicaSets">The Deployment's, by UID.</param>
/// <param name="scene">What stands around them now.</param>
internal sealed class PodLedger(PodStory story, IReadOnlyDictionary<string, ReplicaSetState> replicaSets, Func<StoryScene> scene)
{
    /// <summary>Pods of a selector that wait for their owner to be seen; more belong to somebody else.</summary>
    private const int MaxStrangers = 10_000;

    private readonly Dictionary<string, PodState> _own = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ReleasedPod> _released = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (PodState Pod, bool IsInitial)> _strangers = new(StringComparer.Ordinal);

    public int Count => _own.Count;

    public IReadOnlyCollection<PodState> Own => _own.Values;

    public IReadOnlyCollection<ReleasedPod> Released => _released.Values;

    /// <summary>One of the Deployment's own; null where that UID is none of them.</summary>
    public PodState? Find(string uid) => _own.GetValueOrDefault(uid);

    /// <summary>A Pod has come or changed.</summary>
    public void Apply(DateTimeOffset time, KubeObject pod, bool isInitial)
    {
        var next = PodState.Of(pod);
        if (replicaSets.TryGetValue(next.OwnerUid, out var owner))
        {
            ApplyOwn(time, next, owner, isInitial);
        }
        else if (next.OwnerUid.Length > 0)
        {
            // Watches of different kinds are not ordered among each other: the ReplicaSet may come after its Pod.
            _own.Remove(next.Uid);
            _released.Remove(next.Uid);
            Keep(next, isInitial);
        }
        else
        {
            ApplyOrphan(time, next);
        }
    }

    /// <summary>A Pod has gone: what was known of it last; null where it was neither the Deployment's nor released by it.</summary>
    public PodState? Remove(DateTimeOffset time, string uid)
    {
        _strangers.Remove(uid);
        var wasOwn = _own.Remove(uid, out var last);
        var wasReleased = _released.Remove(uid, out var released);
        if (!wasOwn && !wasReleased)
        {
            return null;
        }

        last ??= released!.Pod;
        story.Gone(time, last, replicaSets.GetValueOrDefault(last.OwnerUid), scene(), wasReleased);
        return last;
    }

    /// <summary>A ReplicaSet is known now: those that waited for it are its own.</summary>
    public void Adopt(DateTimeOffset time, ReplicaSetState owner)
    {
        foreach (var (pod, isInitial) in _strangers.Values.Where(s => s.Pod.OwnerUid == owner.Uid).ToArray())
        {
            _strangers.Remove(pod.Uid);
            ApplyOwn(time, pod, owner, isInitial);
        }
    }

    /// <summary>A ReplicaSet is not the Deployment's any more; its Pods are kept aside in case it comes back.</summary>
    public void Orphan(string ownerUid)
    {
        foreach (var pod in _own.Values.Where(p => p.OwnerUid == ownerUid).ToArray())
        {
            _own.Remove(pod.Uid);
            Keep(pod, isInitial: true);
        }
    }

    private void ApplyOwn(DateTimeOffset time, PodState next, ReplicaSetState owner, bool isInitial)
    {
        var old = _own.GetValueOrDefault(next.Uid);
        next = next.Sharing(old, owner.PodLabels);
        _own[next.Uid] = next;
        if (_released.Remove(next.Uid, out var released))
        {
            story.Adopted(time, released.Pod, next, owner);
        }
        else if (old is not null)
        {
            story.Changed(time, old, next, owner, scene());
        }
        else if (isInitial)
        {
            story.Known(next);
        }
        else
        {
            story.Made(time, next, owner);
        }
    }

    private void Keep(PodState pod, bool isInitial)
    {
        if (_strangers.Count < MaxStrangers)
        {
            _strangers[pod.Uid] = (pod, isInitial);
        }
    }

    /// <summary>A Pod without a controller: released by one of the Deployment's just now, or before the trace began.</summary>
    private void ApplyOrphan(DateTimeOffset time, PodState next)
    {
        _own.Remove(next.Uid, out var old);
        var known = _released.GetValueOrDefault(next.Uid);
        var former = replicaSets.GetValueOrDefault(old?.OwnerUid ?? known?.FormerUid ?? "")
            ?? replicaSets.Values.FirstOrDefault(rs => next.Name.StartsWith(rs.Name + "-", StringComparison.Ordinal));
        if (former is null)
        {
            return;
        }

        _released[next.Uid] = ReleasedPod.Of(next, former);
        if (old is not null)
        {
            // Initial to the watch that follows it by name, but known before: news.
            story.Released(time, old, next, former);
        }
        else if (known is not null)
        {
            story.ReleasedChanged(time, known.Pod, next, former);
        }
    }
}
