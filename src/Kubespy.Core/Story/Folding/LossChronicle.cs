using Kubespy.Core.Findings;
using Kubespy.Core.Objects;

namespace Kubespy.Core.Story.Folding;

/// <summary>
/// Tells which Pods were lost without anybody having planned it, and who was made instead. A Pod that stops is explained by its owner being
/// scaled down, replaced by a rollout, or gone, or by its controller's Event; watches may tell of that a moment later, so who is not
/// explained yet waits for that moment.
/// </summary>
internal sealed class LossChronicle(Cast cast, Pages pages, RolloutChronicle rollouts, NodeChronicle nodes, AvailabilityBook available)
{
    private const int MostPending = 10_000;
    private const int MostEarlier = 1000;

    private readonly List<PodLife> _pending = [];
    private readonly Dictionary<string, long> _heals = new(StringComparer.Ordinal);

    /// <summary>Those that went on when another cause took more of the same Pods: they are over when all are whole again.</summary>
    private readonly List<(string Owner, long Id)> _earlier = [];
    private long? _withMaker;

    /// <summary>A Pod no longer counts for its owner.</summary>
    public void Stopped(DateTimeOffset time, PodLife life, KubeObject pod)
    {
        var cause = LossCause.Of(pod, nodes.IsLost(life.State.Node) || nodes.WasNotReady(life));
        if (cause.Proof.Length > 0 && !IsOwnerGoing(life))
        {
            Lose(time, [life], cause, null);
        }
        else if (cast.IsMember(life.OwnerUid) && !IsOwnerGoing(life) && !life.IsDeletedByOwner && _pending.Count < MostPending)
        {
            _pending.Add(life);
            Explain(life.OwnerUid);
        }
    }

    /// <summary>An owner made a Pod; before that it was short of so many.</summary>
    public void Made(DateTimeOffset time, PodLife life, long shortOf)
    {
        if (OpenOf(life.OwnerUid).FirstOrDefault(i => pages[i] is Happening.SelfHeal open && open.Made.Count < open.Lost.Count) is > 0 and var heal)
        {
            Replace(time, heal, life);
            return;
        }

        PodLife[] lost = [.. Unexplained(life.OwnerUid).Take((int)Math.Clamp(shortOf, 0, int.MaxValue))];
        if (lost.Length > 0)
        {
            _pending.RemoveAll(p => lost.Contains(p));
            Lose(time, lost, LossCause.Deleted, life);
        }
    }

    /// <summary>An owner asks for another number, its controller said whom it deleted, or a Pod has become Ready.</summary>
    public void Explain(string owner)
    {
        _pending.RemoveAll(p => p.OwnerUid == owner && (p.IsDeletedByOwner || IsOwnerGoing(p)));
        if (cast.WantedBy(owner) <= cast.Pods.Active(owner))
        {
            _pending.RemoveAll(p => p.OwnerUid == owner);
        }
    }

    public void MakerGone(DateTimeOffset time, string uid)
    {
        PodLife[] lost = [.. cast.Pods.Of(uid).Where(p => p.IsActive || time - p.StopAt < Pages.Grace)];
        if (lost.Length > 0)
        {
            _pending.RemoveAll(p => p.OwnerUid == uid);
            Lose(time, lost, new LossCause("deleted with their ReplicaSet", Author.OfDeletion, "their ReplicaSet was DELETED"), null);
            _withMaker = _heals[uid];
        }
    }

    public void MakerMade(string uid)
    {
        if (_withMaker is { } heal && pages.IsGoingOn(heal))
        {
            _heals[uid] = heal;
            _withMaker = null;
        }
    }

    public void Settle(DateTimeOffset now)
    {
        foreach (var group in _pending.Where(p => now - p.StopAt >= Pages.Grace).GroupBy(p => p.OwnerUid).ToArray())
        {
            var shortOf = cast.WantedBy(group.Key) - cast.Pods.Active(group.Key);
            PodLife[] lost = [.. Unexplained(group.Key).Where(group.Contains).Take((int)Math.Clamp(shortOf, 0, int.MaxValue))];
            _pending.RemoveAll(p => group.Contains(p));
            if (lost.Length > 0)
            {
                Lose(lost[0].StopAt!.Value, lost, LossCause.Deleted, null);
            }
        }
    }

    /// <summary>The owner's Pods may be whole again.</summary>
    public void Recover(DateTimeOffset time, string owner)
    {
        foreach (var id in OpenOf(owner))
        {
            var heal = (Happening.SelfHeal)pages[id];
            pages.Update<Happening.SelfHeal>(id, h => h with { Lowest = Math.Min(h.Lowest, available.LowestSince(h.Begin)) });
            if (cast.Pods.Ready(owner) >= cast.WantedBy(owner) && (heal.Made.Count >= heal.Lost.Count || cast.Pods.Active(owner) >= cast.WantedBy(owner)))
            {
                pages.Close(id, time, StoryOutcome.Complete);
            }
        }
    }

    /// <summary>The workload says how many are available.</summary>
    public void Available()
    {
        foreach (var id in All)
        {
            pages.Update<Happening.SelfHeal>(id, h => h.End is null ? h with { Lowest = Math.Min(h.Lowest, available.LowestSince(h.Begin)) } : h);
        }
    }

    public void Going(DateTimeOffset time)
    {
        _pending.Clear();
        foreach (var id in All)
        {
            pages.Close(id, time, StoryOutcome.Deleted);
        }
    }

    private IEnumerable<long> All => _earlier.Select(e => e.Id).Concat(_heals.Values);

    private long[] OpenOf(string owner) =>
        [.. _earlier.Where(e => e.Owner == owner).Select(e => e.Id).Concat(_heals.TryGetValue(owner, out var last) ? [last] : []).Where(i => pages.IsGoingOn(i))];

    private IEnumerable<PodLife> Unexplained(string owner) => _pending.Where(p => p.OwnerUid == owner && !p.IsDeletedByOwner && !IsReplacedByRollout(p));

    /// <summary>A set deletes its old Pods itself; a ReplicaSet is scaled down first.</summary>
    private bool IsReplacedByRollout(PodLife life) =>
        cast.Kind is "StatefulSet" or "DaemonSet" && life.Key != cast.NewestKey && pages.IsOpen(rollouts.Last);

    private bool IsOwnerGoing(PodLife life) => cast.IsGoing || cast.Store.Get(life.OwnerUid) is null or { IsBeingDeleted: true };

    private void Lose(DateTimeOffset time, PodLife[] lost, LossCause cause, PodLife? made)
    {
        foreach (var life in lost)
        {
            life.IsLost = true;
        }

        var owner = lost[0].OwnerUid;
        var begin = lost.Min(p => p.StopAt) ?? time;
        var evidence = lost.Select(p => new Evidence(p.StopAt, cause.Proof.Length > 0 ? $"{p.Name}: {cause.Proof}" : $"{p.Name} deleted; {OwnerName(owner)} was not scaled and tells of no deletion of its own", "Pod"));
        var waits = lost.Where(p => nodes.NotReadySince(p) is not null).Select(p => new Wait($"the replacement of {p.ShortName}", cause.Text.StartsWith("evicted", StringComparison.Ordinal) ? "its eviction (tolerationSeconds)" : "its removal", nodes.NotReadySince(p)!.Value, p.StopAt));
        var id = OpenOf(owner).FirstOrDefault(i => pages[i] is Happening.SelfHeal open && open.Cause == cause.Text);
        if (id > 0)
        {
            pages.Update<Happening.SelfHeal>(id, h => h with { Lost = [.. h.Lost, .. lost.Select(p => p.ShortName)], Evidence = [.. h.Evidence, .. evidence], Waits = [.. h.Waits, .. waits] });
        }
        else
        {
            _earlier.RemoveAll(e => !pages.IsGoingOn(e.Id));
            if (_heals.TryGetValue(owner, out var before) && pages.IsGoingOn(before) && _earlier.Count < MostEarlier)
            {
                _earlier.Add((owner, before));
            }

            id = pages.Open(new Happening.SelfHeal(cast.Subject, begin, cause.Text, [.. lost.Select(p => p.ShortName)], [], available.LowestSince(begin), cast.Wanted)
            {
                Author = cause.Author,
                Evidence = [.. evidence],
                Waits = [.. waits],
            });
            _heals[owner] = id;
        }

        if (made is not null)
        {
            Replace(time, id, made);
        }
    }

    private void Replace(DateTimeOffset time, long heal, PodLife made) => pages.Update<Happening.SelfHeal>(heal, h => h with
    {
        Made = [.. h.Made, made.ShortName],
        Evidence = [.. h.Evidence, new Evidence(time, $"{made.Name} created by {OwnerName(made.OwnerUid)}, template unchanged", "Pod ownerReferences")],
    });

    private string OwnerName(string uid) => cast.Store.Get(uid) is { } owner ? $"{ShortNames.Of(owner.Kind)}/{owner.Name}" : "its owner";
}
