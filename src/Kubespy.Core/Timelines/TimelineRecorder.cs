using Kubespy.Core.Values;
using Kubespy.Core.Watching;

namespace Kubespy.Core.Timelines;

/// <summary>
/// Folds what any source tells into a timeline of one object and all that belongs to it. It reads no clock and does no I/O. What belongs is
/// decided when the timeline is asked for, because watches of different kinds are not ordered among each other: until then all that
/// could belong is kept, within bounds, in a few hundred bytes a Pod.
/// </summary>
/// <param name="kind">The object's kind: a Deployment, or another that owns or selects Pods, or a Pod.</param>
/// <param name="ns">Its namespace; empty for what is cluster-scoped.</param>
/// <param name="name">Its name.</param>
public sealed class TimelineRecorder(string kind, string ns, string name)
{
    /// <summary>Pods beyond these, and controllers, are counted and not kept.</summary>
    public const int MaxPods = 20_000;

    private const int MaxOwners = 5_000;

    private readonly Dictionary<string, PodHistory> _pods = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OwnerHistory> _owners = new(StringComparer.Ordinal);
    private readonly HashSet<string> _omitted = new(StringComparer.Ordinal);
    private readonly EndpointLedger _endpoints = new();
    private readonly RootHistory _root = new(kind, ns, name);
    private readonly UnseenLedger _unseen = new();
    private DateTimeOffset? _first;
    private DateTimeOffset _last;

    public void Apply(SourceEvent news)
    {
        _first ??= news.Time;
        _last = news.Time > _last ? news.Time : _last;
        _unseen.Apply(news);
        if (news is not SourceEvent.ObjectChanged change || (change.Object.Namespace != ns && ns.Length > 0))
        {
            return;
        }

        switch (change.Object.Kind)
        {
            case "Pod":
                ApplyPod(change);
                break;
            case "Event":
                ApplyEvent(change);
                break;
            case "EndpointSlice" or "Service":
                _endpoints.Apply(change);
                break;
            case "ReplicaSet" or "StatefulSet" or "DaemonSet" or "Job" or "ReplicationController":
                ApplyOwner(change);
                break;
        }

        if (change.Object.Kind == kind && change.Object.Name == name)
        {
            _root.Apply(change);
        }
    }

    /// <summary>All of it, up to that moment.</summary>
    public Timeline Until(DateTimeOffset end)
    {
        var to = end < _last ? _last : end;
        var owners = OwnUids();
        var pods = _pods.Values.Where(p => Belongs(p, owners)).ToArray();
        var own = kind is "Pod" or "Service" ? null : owners;
        var asked = Asked(owners);
        MapValue[] labels = [.. pods.Select(p => p.Labels).Concat(_owners.Values.Where(o => owners.Contains(o.Uid)).Select(o => o.PodLabels)).Distinct()];
        var lanes = Lanes(pods, owners);
        var services = _endpoints.For(ns, pods.Select(p => p.Uid).ToHashSet(StringComparer.Ordinal), labels);
        return new Timeline
        {
            Kind = kind,
            Namespace = ns,
            Name = name,
            Uid = _root.Uids.Count > 0 ? _root.Uids[^1] : "",
            From = _first ?? default,
            To = to,
            Owners = lanes,
            Services = services,
            Marks = MarkLedger.Of(_root, _unseen, _endpoints.MarksFor(services), [.. _owners.Values.Where(o => owners.Contains(o.Uid))], pods, _first ?? default),
            Curves = CurveCalculator.Calculate(pods, own, _root.Desired, _root.Updated, asked, to),
            Desired = _root.Desired,
            GoingSince = _root.GoingSince,
            HadFormer = _root.HadFormer,
            Rollouts = _root.Rollouts,
            Unseen = _unseen.Until(to),
            Forbidden = _unseen.Forbidden,
            Durations = PhaseDuration.Of(lanes.SelectMany(o => o.Pods)),
            Histories = pods,
            CountedOwners = own,
            HasSlices = _endpoints.HasSlices,
            Omitted = _omitted.Count,
        };
    }

    private void ApplyPod(SourceEvent.ObjectChanged change)
    {
        var uid = change.Object.Uid;
        if (!_pods.TryGetValue(uid, out var pod))
        {
            if (change.Type == ChangeType.Deleted)
            {
                return;
            }

            if (_pods.Count >= MaxPods)
            {
                Omit(uid);
                return;
            }

            _pods[uid] = pod = new PodHistory(uid, change.IsInitial);
        }

        pod.Apply(change);
    }

    private void ApplyOwner(SourceEvent.ObjectChanged change)
    {
        var uid = change.Object.Uid;
        if (!_owners.TryGetValue(uid, out var owner))
        {
            if (change.Type == ChangeType.Deleted)
            {
                return;
            }

            if (_owners.Count >= MaxOwners)
            {
                Omit(uid);
                return;
            }

            _owners[uid] = owner = new OwnerHistory(change.Object, change.Time, change.IsInitial);
        }

        owner.Apply(change);
    }

    private void ApplyEvent(SourceEvent.ObjectChanged change)
    {
        if (!change.IsInitial && change.Type != ChangeType.Deleted && _pods.TryGetValue(change.Object.Root.StringAt("involvedObject", "uid") ?? "", out var pod))
        {
            pod.Tell(change.Time, change.Object);
        }
    }

    private void Omit(string uid)
    {
        if (_omitted.Count < MaxPods)
        {
            _omitted.Add(uid);
        }
    }

    /// <summary>The controllers that belong: the object itself, and what it or one of them controls.</summary>
    private HashSet<string> OwnUids()
    {
        var own = new HashSet<string>(_root.Uids, StringComparer.Ordinal);
        for (var before = -1; before != own.Count;)
        {
            before = own.Count;
            foreach (var owner in _owners.Values.Where(o => o.Owners.Any(of => own.Contains(of.Uid) || (_root.Uids.Count == 0 && of.Kind == kind && of.Name == name))))
            {
                own.Add(owner.Uid);
            }
        }

        return own;
    }

    private bool Belongs(PodHistory pod, HashSet<string> owners) => kind switch
    {
        "Pod" => pod.Name == name,
        "Service" => _endpoints.Sends(ns, name, pod),
        _ => pod.Moments.Any(m => owners.Contains(m.OwnerUid)),
    };

    private StepCurve Asked(HashSet<string> owners)
    {
        var curves = _owners.Values.Where(o => owners.Contains(o.Uid) && o.Kind == "ReplicaSet").Select(o => o.Replicas).ToArray();
        var sum = new StepCurveBuilder();
        foreach (var time in curves.SelectMany(c => c.Steps).Select(s => s.Time).Distinct().Order())
        {
            sum.Add(time, curves.Sum(c => c.At(time) ?? 0));
        }

        return sum.ToCurve();
    }

    private List<OwnerLane> Lanes(IReadOnlyList<PodHistory> pods, HashSet<string> owners)
    {
        // A Pod that was released stays in the lane of whom it was.
        var byOwner = pods.Where(p => p.Moments.Count > 0)
            .ToLookup(p => p.Moments.LastOrDefault(m => kind is "Pod" or "Service" ? m.OwnerUid.Length > 0 : owners.Contains(m.OwnerUid)).OwnerUid ?? "", StringComparer.Ordinal);
        var lanes = _owners.Values
            .Where(o => byOwner.Contains(o.Uid) || (owners.Contains(o.Uid) && (!o.StartsBefore || o.Replicas.Max > 0)))
            .OrderBy(o => o.From).ThenBy(o => o.Revision)
            .Select(o => o.ToLane([.. byOwner[o.Uid].Select(p => p.ToLane(o.Uid))]))
            .ToList();
        PodLane[] others = [.. byOwner.Where(g => !_owners.ContainsKey(g.Key)).SelectMany(g => g.Select(p => p.ToLane(g.Key)))];
        if (others.Length > 0)
        {
            lanes.Add(new OwnerLane("", "", "", 0, others.Min(p => p.From), null, false, StepCurve.Empty, others));
        }

        return lanes;
    }
}
