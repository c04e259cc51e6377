using System.Globalization;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing;

/// <summary>Tells what happens to Pods: made, Ready, failing, stopping, gone, released and adopted again.</summary>
internal sealed class PodStory(TraceLog log, ScalingStory scaling)
{
    private static readonly TimeSpan Recent = TimeSpan.FromSeconds(2);

    private readonly ReplacementStory _replacements = new(log);
    private readonly TroubleStory _troubles = new(log);
    private readonly Dictionary<string, DateTimeOffset> _seenFirst = new(StringComparer.Ordinal);
    private (DateTimeOffset Time, string Owner, List<string> Names, TimeSpan Took, long Id)? _readyTogether;
    private (DateTimeOffset Time, string Owner, string Text, long Id)? _adoption;

    /// <summary>A ReplicaSet's count changed: so many of its Pods are to come, and who stopped just now is explained.</summary>
    public void Scaled(DateTimeOffset time, ReplicaSetState owner, long fewer, IEnumerable<PodState> pods)
    {
        _replacements.Expect(owner, owner.Replicas - pods.Count(p => p.IsActive && p.OwnerUid == owner.Uid));
        foreach (var pod in _replacements.TakeUnexplained(owner.Uid, fewer))
        {
            scaling.TryStop(time, pod);
        }
    }

    public void Forget(string owner) => _replacements.Forget(owner);

    /// <summary>It was there before the trace began.</summary>
    public void Known(PodState pod) => _replacements.Known(pod);

    public void Made(DateTimeOffset time, PodState pod, ReplicaSetState owner)
    {
        if (!log.IsCatchingUp(time))
        {
            _seenFirst[pod.Uid] = time;
        }

        if (pod.Health is not Health.Coming)
        {
            // Its ReplicaSet was told late: no transition tells what it has become.
            log.Tell(time, Subject(pod), $"created, {pod.Word}", "");
        }

        _replacements.Made(time, pod, owner);
    }

    public void Changed(DateTimeOffset time, PodState old, PodState next, ReplicaSetState owner, StoryScene scene)
    {
        if (log.IsCatchingUp(time))
        {
            _seenFirst.Remove(next.Uid);
        }

        TellLabels(time, old, next, owner);
        if (next.DeletionTimestamp is not null && old.DeletionTimestamp is null)
        {
            log.Tell(time, Subject(next), $"{old.Word} -> Terminating", "");
            TellStop(time, next, owner, scene);
        }
        else if (next.DeletionTimestamp is null && (next.Word != old.Word || next.Restarts > old.Restarts))
        {
            TellWord(time, old, next, owner, scene);
        }
    }

    public void Gone(DateTimeOffset time, PodState last, ReplicaSetState? owner, StoryScene scene, bool wasReleased)
    {
        _seenFirst.Remove(last.Uid);
        _troubles.Gone(last);
        log.Tell(time, Subject(last), $"{(last.DeletionTimestamp is null ? last.Word : "Terminating")} -> gone", wasReleased ? $"{last.ShortName}, released, is gone" : "");
        if (owner is not null && last.IsActive)
        {
            // Deleted without a grace period, or before it was scheduled.
            TellStop(time, last, owner, scene);
        }
    }

    public void Released(DateTimeOffset time, PodState old, PodState pod, ReplicaSetState former)
    {
        TellLabels(time, old, pod, former);
        var text = $"{former.Name} released it (ownerReference gone)";
        var id = log.Tell(time, Subject(pod), $"released by rs/{former.Name}", text);
        _replacements.Lost(time, pod, former, id, text, isRelease: true);
    }

    /// <summary>A Pod that was released changes, its labels perhaps.</summary>
    public void ReleasedChanged(DateTimeOffset time, PodState old, PodState pod, ReplicaSetState former)
    {
        TellLabels(time, old, pod, former);
        if (pod.DeletionTimestamp is not null && old.DeletionTimestamp is null)
        {
            log.Tell(time, Subject(pod), $"{old.Word} -> Terminating", pod.Disruption.Length > 0 ? $"{pod.ShortName}, released, is {pod.Disruption}" : $"{pod.ShortName}, released, is being deleted (author unknown)");
        }
    }

    public void Adopted(DateTimeOffset time, PodState old, PodState pod, ReplicaSetState owner)
    {
        TellLabels(time, old, pod, owner);
        var text = $"{owner.Name} adopted {pod.ShortName} again";
        _adoption = (time, owner.Uid, text, log.Tell(time, Subject(pod), $"adopted by rs/{owner.Name}", text));
        foreach (var surplus in _replacements.TakeUnexplained(owner.Uid, most: 1))
        {
            // The watch that tells of it was ahead of the one that tells of the adoption.
            TellSurplus(surplus);
        }
    }

    private void TellStop(DateTimeOffset time, PodState pod, ReplicaSetState owner, StoryScene scene)
    {
        if (scene.IsGoing || owner.IsGoing || scaling.TryStop(time, pod))
        {
            return;
        }

        if (_adoption is { } adoption && adoption.Owner == owner.Uid && time - adoption.Time < Recent)
        {
            TellSurplus(pod);
            return;
        }

        if (owner.Replicas > 0)
        {
            _replacements.Unexplained(time, pod);
        }
    }

    private void TellSurplus(PodState pod)
    {
        if (_adoption is { } adoption)
        {
            log.Amend(adoption.Id, $"{adoption.Text}: {pod.ShortName} is one too many and stops");
            _adoption = null;
        }
    }

    private void TellWord(DateTimeOffset time, PodState old, PodState next, ReplicaSetState owner, StoryScene scene)
    {
        var change = next.Word == old.Word ? $"{next.Word}, restarted" : $"{old.Word} -> {next.Word}";
        if (next.IsReady && next.Restarts == old.Restarts && next.Health == Health.Ready)
        {
            var took = Took(time, next);
            log.Tell(time, Subject(next), $"{change} ({(next.Restarts > 0 ? Restart(next) : Seconds(took, next))})", "");
            TellReady(time, old, next, took, owner, scene);
            return;
        }

        var detail = next.Note.Length > 0 ? next.Note : next.Detail;
        log.Tell(time, Subject(next), $"{change}{(detail.Length > 0 ? $": {detail}" : "")}{(next.Restarts > old.Restarts ? $" ({Restart(next)})" : "")}", "", next.Health == Health.Failing);
        if (next.Health == Health.Failing || next.Restarts > old.Restarts)
        {
            TellTrouble(time, old, next, owner, scene);
        }
        else if (old.IsReady && !next.IsTerminal)
        {
            log.Tell(time, "", "", $"{next.ShortName} is no longer Ready{(next.Detail.Length > 0 ? $": {next.Detail}" : "")}", isWarning: true);
        }
    }

    private void TellTrouble(DateTimeOffset time, PodState old, PodState next, ReplicaSetState owner, StoryScene scene)
    {
        if (next.Health != Health.Failing && old.Health == Health.Failing)
        {
            // The restart of a crash that was told.
            if (next.IsReady)
            {
                _troubles.Recovered(time, next);
            }

            return;
        }

        var (id, text) = _troubles.Tell(time, old, next);
        if (next.IsTerminal && !scene.IsGoing)
        {
            _replacements.Lost(time, next, owner, id, text, isRelease: false);
        }
    }

    private void TellReady(DateTimeOffset time, PodState old, PodState pod, TimeSpan took, ReplicaSetState owner, StoryScene scene)
    {
        if (pod.Restarts > 0 || old.ReadySince is not null || !old.IsActive)
        {
            _troubles.Recovered(time, pod);
            return;
        }

        var became = $"Ready in {Seconds(took, pod)}";
        if (scene.Newest?.Uid == owner.Uid && scaling.TryCredit(time, pod, became))
        {
            return;
        }

        if (scene.IsRolling)
        {
            scaling.Remember(time, pod, became, log.Tell(time, "", "", $"{pod.ShortName} {became}"));
            return;
        }

        var recovery = _replacements.Recovery(pod, scene);
        if (_readyTogether is { } group && group.Owner == owner.Uid && time - group.Time < Recent && group.Id == log.Newest)
        {
            group.Names.Add(pod.ShortName);
            var longest = took > group.Took ? took : group.Took;
            log.Amend(group.Id, $"{Names.Of(group.Names)} Ready in at most {Seconds(longest, pod)}{recovery}");
            _readyTogether = group with { Took = longest };
            return;
        }

        _readyTogether = (time, owner.Uid, [pod.ShortName], took, log.Tell(time, "", "", $"{pod.ShortName} {became}{recovery}"));
    }

    private void TellLabels(DateTimeOffset time, PodState old, PodState pod, ReplicaSetState owner)
    {
        if (ReferenceEquals(old.Labels, pod.Labels) || old.Labels.Equals(pod.Labels))
        {
            return;
        }

        foreach (var (label, wanted) in owner.Template.MapAt("metadata", "labels") ?? MapValue.Empty)
        {
            var (had, has) = (old.Labels.StringAt(label), pod.Labels.StringAt(label));
            if (had == has)
            {
                continue;
            }

            var what = has is null ? $"lost label {label}" : has == wanted.AsString() ? $"has label {label}={has} again" : $"label {label} changed from {had} to {has}";
            // What is removed leaves no trace of its author.
            var by = has is not null && pod.LabelHands.StringAt(label) is { } hand ? $" via {hand}" : " (author unknown)";
            log.Tell(time, Subject(pod), what, $"{pod.ShortName} {what}{by}");
        }

        if (old.Labels.StringAt(PodTemplate.HashLabel) is not null && pod.Labels.StringAt(PodTemplate.HashLabel) is null)
        {
            log.Tell(time, Subject(pod), $"lost label {PodTemplate.HashLabel}", $"{pod.ShortName} lost label {PodTemplate.HashLabel} (author unknown)");
        }
    }

    /// <summary>From when it was first seen; else by its own times, which are known to the second.</summary>
    private TimeSpan Took(DateTimeOffset time, PodState pod) =>
        _seenFirst.TryGetValue(pod.Uid, out var first) ? time - first : (pod.ReadySince ?? time) - pod.CreatedAt;

    private string Seconds(TimeSpan took, PodState pod) => _seenFirst.ContainsKey(pod.Uid)
        ? string.Create(CultureInfo.InvariantCulture, $"{took.TotalSeconds:0.0}s")
        : HumanDuration.Format(took < TimeSpan.Zero ? TimeSpan.Zero : took);

    private static string Restart(PodState pod) => string.Create(CultureInfo.InvariantCulture, $"restart {pod.Restarts}");

    private static string Subject(PodState pod) => $"pod/{pod.Name}";
}
