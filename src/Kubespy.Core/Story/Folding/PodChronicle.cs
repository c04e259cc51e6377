using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Tracing;

namespace Kubespy.Core.Story.Folding;

/// <summary>Follows the Pods of the story, and hands what befalls them to those who tell it.</summary>
internal sealed class PodChronicle(Cast cast, Pages pages, RolloutChronicle rollouts, NodeChronicle nodes, LabelChronicle labels, MakerChronicle makers, AvailabilityBook available, RemedyBook remedies)
{
    private readonly LossChronicle _losses = new(cast, pages, rollouts, nodes, available);
    private readonly UnreadyChronicle _unready = new(cast, pages, available);
    private readonly TroubleChronicle _troubles = new(cast, pages, rollouts, remedies);
    private readonly HashSet<string> _deletedByOwner = new(StringComparer.Ordinal);

    /// <param name="time">When.</param>
    /// <param name="old">As it was known before; null where it was not.</param>
    /// <param name="next">As it is; null where it is gone.</param>
    /// <param name="pod">As it was last.</param>
    /// <param name="isFromBefore">It was there before the observation.</param>
    public void Apply(DateTimeOffset time, KubeObject? old, KubeObject? next, KubeObject pod, bool isFromBefore)
    {
        var life = cast.Pods.Find(pod.Uid);
        if (next is null)
        {
            if (life is not null)
            {
                Gone(time, life, pod);
            }

            return;
        }

        if (life is null)
        {
            if (cast.IsCast(next))
            {
                Come(time, old, next, isFromBefore);
            }

            return;
        }

        Change(time, life, old ?? next, next);
    }

    public void OwnerScaled(DateTimeOffset time, string owner)
    {
        _losses.Explain(owner);
        _losses.Recover(time, owner);
    }

    public void RootChanged(DateTimeOffset time)
    {
        _losses.Available();
        _unready.Available();
        if (cast.Root is { } root && root.Kind is "StatefulSet" or "DaemonSet" or "ReplicaSet")
        {
            OwnerScaled(time, root.Uid);
        }
    }

    /// <summary>The root is gone or going, and its Pods with it unless they are orphaned.</summary>
    public void RootGone(DateTimeOffset time)
    {
        if (cast.IsGoing && cast.LastRoot?.Finalizers.Contains("orphan") != true)
        {
            _losses.Going(time);
        }
    }

    /// <summary>A ReplicaSet was deleted while its Deployment lives: its Pods go with it, and another is made.</summary>
    public void MakerGone(DateTimeOffset time, string uid) => _losses.MakerGone(time, uid);

    /// <summary>A ReplicaSet was made.</summary>
    public void MakerMade(string uid) => _losses.MakerMade(uid);

    /// <summary>An Event about anybody.</summary>
    public void Told(DateTimeOffset time, ObservedEvent told, KubeObject? about)
    {
        var life = cast.Pods.Find(told.About);
        if (told.Reason == "SuccessfulDelete" && about is not null && cast.IsMember(about.Uid) && DeletedName(told.Message) is { Length: > 0 } name)
        {
            if (cast.Pods.Named(name) is { IsDeletedByOwner: false } deleted && (deleted.GoneAt is null || time - deleted.GoneAt < Pages.Grace))
            {
                deleted.IsDeletedByOwner = true;
                _losses.Explain(deleted.OwnerUid);
            }
            else if (_deletedByOwner.Count < 1000)
            {
                _deletedByOwner.Add(name);
            }
        }
        else if (told.Reason == "NodeNotReady" && life is not null)
        {
            _unready.Over(time, life, isOther: true);
            nodes.PodNotReady(time, life);
        }
        else if (told.Reason == "Unhealthy" && life is not null)
        {
            _unready.Explain(told, life);
        }
        else if (told.IsWarning && (life is not null || (about is not null && cast.IsMember(about.Uid))))
        {
            _troubles.Told(time, told, life, about);
        }
    }

    public void Settle(DateTimeOffset now)
    {
        _losses.Settle(now);
        _troubles.Settle(now);
        labels.Settle(now);
    }

    public Happening.Trouble AsOf(long id, Happening.Trouble trouble, DateTimeOffset now) => _troubles.AsOf(id, trouble, now);

    private void Come(DateTimeOffset time, KubeObject? old, KubeObject pod, bool isFromBefore)
    {
        var state = PodState.Of(pod) with { Object = null };
        var owner = state.OwnerUid;
        var shortOf = cast.WantedBy(owner) - cast.Pods.Active(owner);
        var isAdopted = old is not null && old.ControllerRef is null && pod.ControllerRef is not null;
        var life = new PodLife(state, time, isFromBefore || isAdopted)
        {
            Key = WorkloadFacts.KeyOf(pod),
            ShortName = pod.ControllerRef?.Kind is "ReplicaSet" or "DaemonSet" or "Job" ? state.ShortName : state.Name,
            ReadyAt = state.IsReady ? time : null,
        };
        cast.Pods.Add(life);
        if (isAdopted)
        {
            labels.Adopted(time, pod, owner);
        }
        else if (!isFromBefore && !labels.Made(life))
        {
            _losses.Made(time, life, shortOf);
        }

        _troubles.Made(time, owner);
        _troubles.Changed(time, life, TroubleKind.Of(null, state, pod), pod);
        if (pod.IsBeingDeleted)
        {
            life.StopAt = time;
        }
    }

    private void Change(DateTimeOffset time, PodLife life, KubeObject old, KubeObject pod)
    {
        var (before, state) = (life.State, PodState.Of(pod) with { Object = null });
        life.State = state;
        if (!old.Labels.Equals(pod.Labels))
        {
            labels.Relabelled(time, old, pod);
        }

        ChangeOwner(time, life, state, pod);
        if (IsJobs && state.IsTerminal)
        {
            _troubles.Ended(time, life);
        }

        if (life.StopAt is null && (pod.IsBeingDeleted || (state.IsTerminal && !IsJobs)))
        {
            Stop(time, life, pod);
        }
        else if (life.StopAt is null)
        {
            if (state.IsReady && !before.IsReady)
            {
                Ready(time, life);
            }
            else if (before.IsReady && !state.IsReady)
            {
                Unready(time, life, before, state, pod);
            }

            _troubles.Changed(time, life, TroubleKind.Of(before, state, pod), pod);
        }
        else if (state.IsTerminal && !before.IsTerminal)
        {
            nodes.PodAnswers(time, life);
        }
    }

    private void ChangeOwner(DateTimeOffset time, PodLife life, PodState state, KubeObject pod)
    {
        if (state.OwnerUid.Length == 0 && life is { IsReleased: false, StopAt: null } && life.OwnerUid.Length > 0)
        {
            if (!cast.IsGoing && cast.Root is not { IsBeingDeleted: true } && cast.LastRoot is not null && cast.Store.Get(life.OwnerUid) is not null)
            {
                life.IsReleased = true;
                labels.Released(time, pod, life.OwnerUid);
            }
            else
            {
                makers.Orphaned(time, pod);
            }
        }
        else if (state.OwnerUid.Length > 0 && life.IsReleased)
        {
            (life.IsReleased, life.OwnerUid, life.Key) = (false, state.OwnerUid, WorkloadFacts.KeyOf(pod));
            labels.Adopted(time, pod, state.OwnerUid);
        }
    }

    private void Ready(DateTimeOffset time, PodLife life)
    {
        life.ReadyAt ??= time;
        labels.Ready(time, life.Uid);
        _unready.Over(time, life);
        nodes.PodAnswers(time, life);
        _losses.Recover(time, life.OwnerUid);
    }

    private void Unready(DateTimeOffset time, PodLife life, PodState before, PodState state, KubeObject pod)
    {
        if (nodes.IsLost(state.Node))
        {
            nodes.PodUnready(time, life);
        }
        else if (state.Health != Health.Failing && state.Restarts == before.Restarts && !IsJobs)
        {
            _unready.Lost(time, life, pod);
        }
    }

    private void Stop(DateTimeOffset time, PodLife life, KubeObject pod)
    {
        life.StopAt = time;
        life.IsDeletedByOwner |= _deletedByOwner.Remove(life.Name);
        _unready.Over(time, life);
        _troubles.Stopped(time, life);
        labels.Ready(time, life.Uid);
        if (cast.IsGoing && !life.IsReleased)
        {
            makers.Collect(time, pod);
            return;
        }

        if (life.IsReleased || IsJobs || life.OwnerUid.Length == 0)
        {
            return;
        }

        labels.Stopped(life);
        _losses.Stopped(time, life, pod);
    }

    private void Gone(DateTimeOffset time, PodLife life, KubeObject pod)
    {
        if (life.StopAt is null)
        {
            Stop(time, life, pod);
        }

        cast.Pods.Gone(life, time);
        makers.Gone(time);
    }

    private bool IsJobs => cast.Kind is "Job" or "CronJob";

    /// <summary>Of <c>Deleted pod: NAME</c>, or of a StatefulSet <c>delete Pod NAME in StatefulSet … successful</c>.</summary>
    private static string DeletedName(string message)
    {
        var words = message.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 2 && words[0].Equals("delete", StringComparison.OrdinalIgnoreCase) && words[1].Equals("Pod", StringComparison.OrdinalIgnoreCase) ? words[2]
            : words is ["Deleted", "pod:", var name, ..] ? name
            : "";
    }
}
