using Kubespy.Core.Objects;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;

namespace Kubespy.Core.Timelines;

/// <summary>One Pod's states, each once, the first first.</summary>
internal sealed class PodHistory(string uid, bool isInitial)
{
    /// <summary>Beyond so many states those in the middle are forgotten: a container that crashes for days.</summary>
    private const int Most = 1_000;

    private const int MostEvents = 30;

    private readonly List<PodMoment> _moments = [];
    private readonly List<PodEvent> _events = [];
    private KubeObject? _pod;
    private bool _isPulling;
    private bool _isPulled;

    public string Uid => uid;

    public string Name { get; private set; } = "";

    public string Namespace { get; private set; } = "";

    public string Node { get; private set; } = "";

    public MapValue Labels { get; private set; } = MapValue.Empty;

    public IReadOnlyList<PodMoment> Moments => _moments;

    /// <summary>When it was gone; null while it exists.</summary>
    public DateTimeOffset? End { get; private set; }

    public bool StartsBefore => isInitial;

    public bool IsCut { get; private set; }

    /// <summary>What its Pods of one template have in common: the hash that its Deployment, StatefulSet or DaemonSet gave it.</summary>
    public string Revision { get; private set; } = "";

    public string DisruptionReason { get; private set; } = "";

    public void Apply(SourceEvent.ObjectChanged change)
    {
        var pod = change.Object;
        if (change.Type == ChangeType.Deleted)
        {
            End = change.Time;
            _pod = null;
            return;
        }

        if (End is { } left)
        {
            // It had only left the selector by which it is watched, and is back.
            Add(new PodMoment(left, PodPhase.Ended, "not seen", IsReady: false, IsTerminating: false, ""));
        }

        _pod = pod;
        (Name, Namespace, Labels, End) = (pod.Name, pod.Namespace, pod.Labels, null);
        Node = PodView.Of(pod).NodeName is { Length: > 0 } node ? node : Node;
        Revision = pod.Label("controller-revision-hash") ?? pod.Label(PodTemplate.HashLabel) ?? Revision;
        if (pod.Condition("DisruptionTarget") is { } disruption && disruption.StringAt("status") == "True")
        {
            DisruptionReason = disruption.StringAt("reason") ?? "";
        }

        Add(PodMoment.Of(change.Time, pod, _isPulling, _isPulled));
    }

    /// <summary>An Event tells of it, perhaps of its image.</summary>
    public void Tell(DateTimeOffset time, KubeObject told)
    {
        var reason = told.Root.StringAt("reason") ?? "";
        _events.Add(new PodEvent(time, told.Root.StringAt("type") == "Warning", reason, told.Root.StringAt("message") ?? told.Root.StringAt("note") ?? ""));
        if (_events.Count > MostEvents)
        {
            _events.RemoveAt(0);
        }

        (_isPulling, _isPulled) = reason switch
        {
            "Pulling" => (true, false),
            "Pulled" => (false, true),
            "Failed" or "BackOff" => (false, false),
            _ => (_isPulling, _isPulled),
        };
        if (_pod is not null)
        {
            Add(PodMoment.Of(time, _pod, _isPulling, _isPulled));
        }
    }

    /// <summary>What it was at that moment; null where it did not exist, or was not seen yet.</summary>
    public PodMoment? At(DateTimeOffset time)
    {
        if (End <= time)
        {
            return null;
        }

        for (var i = _moments.Count - 1; i >= 0; i--)
        {
            if (_moments[i].Time <= time)
            {
                return _moments[i];
            }
        }

        return null;
    }

    public PodLane ToLane(string ownerUid)
    {
        var spans = new List<PhaseSpan>();
        for (var i = 0; i < _moments.Count; i++)
        {
            var (at, phase, reason) = (_moments[i].Time, _moments[i].Phase, _moments[i].Reason);
            if (spans.Count > 0 && spans[^1].Phase == phase && spans[^1].Reason == reason)
            {
                continue;
            }

            if (spans.Count > 0)
            {
                spans[^1] = spans[^1] with { To = at };
            }

            spans.Add(new PhaseSpan(phase, reason, at, End, StartsBefore: i == 0 && isInitial));
        }

        return new PodLane(uid, Name, ownerUid, Node, spans, End) { IsCut = IsCut, Events = [.. _events] };
    }

    private void Add(PodMoment moment)
    {
        if (_moments.Count > 0 && _moments[^1].IsSame(moment))
        {
            return;
        }

        if (_moments.Count >= Most)
        {
            IsCut = true;
            _moments.RemoveAt(Most / 2);
        }

        _moments.Add(moment);
    }
}
