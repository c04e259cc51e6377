using System.Globalization;
using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Tracing;
using Kubespy.Core.Values;
using static System.FormattableString;

namespace Kubespy.Core.Story.Folding;

/// <summary>Tells of the workload itself: made, changed, scaled, paused, given up by its deadline, deleted.</summary>
internal sealed class WorkloadChronicle(Cast cast, Pages pages, RolloutChronicle rollouts, RemedyBook remedies)
{
    private static readonly TimeSpan JustMade = TimeSpan.FromSeconds(5);

    private readonly List<(DateTimeOffset Time, string What, Author Author)> _pending = [];
    private MapValue? _served;
    private long? _creation;
    private long? _scaling;
    private long? _pause;
    private long? _deadline;
    private long? _refused;
    private long? _deletion;

    /// <summary>The last scaling, for an autoscaler's Event to add to.</summary>
    public long? LastScaling => _scaling;

    public long? Deletion => _deletion;

    /// <summary>Whether it existed before the observation.</summary>
    public static bool IsFromBefore(DateTimeOffset time, KubeObject obj, bool isInitial) => isInitial || (obj.CreationTimestamp is { } made && time - made > JustMade);

    public void Found(DateTimeOffset time, KubeObject root)
    {
        _served = WorkloadFacts.Template(root);
        if (WorkloadFacts.IsPaused(root))
        {
            _pause = pages.Open(new Happening.Pause(cast.Subject, time, [], Author.None) { IsFromBefore = true, Author = Author.Unknown("it was paused before the observation began") });
        }

        Watch(time, root);
    }

    /// <summary>It was being made when the observation began: it has never been complete, nor changed.</summary>
    public void FoundNew(DateTimeOffset time, KubeObject root) => _creation = pages.Open(new Happening.Creation(cast.Subject, root.CreationTimestamp is { } made && made < time ? made : time, Replicas(root), cast.Revision)
    {
        IsFromBefore = true,
        Author = Writers.OfCreation(root),
        Evidence = [new Evidence(root.CreationTimestamp, "creationTimestamp", root.Kind)],
    });

    public void Made(DateTimeOffset time, KubeObject root)
    {
        _served = WorkloadFacts.Template(root);
        _creation = pages.Open(new Happening.Creation(cast.Subject, time, Replicas(root), cast.Revision)
        {
            Author = Writers.OfCreation(root),
            Evidence = [new Evidence(root.CreationTimestamp, "creationTimestamp", root.Kind)],
        });
        if (WorkloadFacts.IsPaused(root))
        {
            _pause = pages.Open(new Happening.Pause(cast.Subject, time, [], Author.None) { Author = Writers.OfCreation(root) });
        }

        Watch(time, root);
    }

    public void Changed(DateTimeOffset time, KubeObject old, KubeObject next, Finding? failure)
    {
        TellPause(time, old, next, failure);
        TellTemplate(time, old, next, failure);
        TellReplicas(time, old, next);
        TellSettings(time, old, next);
        if (next.IsBeingDeleted && !old.IsBeingDeleted)
        {
            var policy = next.Finalizers.Contains("foregroundDeletion") ? "foreground" : next.Finalizers.Contains("orphan") ? "orphan" : "";
            _deletion = pages.Open(new Happening.Deletion(cast.Subject, time, policy)
            {
                Author = Author.OfDeletion,
                Evidence = [new Evidence(next.DeletionTimestamp, $"deletionTimestamp set, finalizers: {string.Join(", ", next.Finalizers)}", $"{next.Kind} metadata")],
            });
        }

        Watch(time, next);
    }

    public void Deleted(DateTimeOffset time, KubeObject last)
    {
        Closing(time);
        if (!pages.IsGoingOn(_deletion))
        {
            _deletion = pages.Open(new Happening.Deletion(cast.Subject, time, WorkloadFacts.IsWorkload(last.Kind) || last.Kind is "Job" or "CronJob" ? "background" : "")
            {
                Author = Author.OfDeletion,
                Evidence = [new Evidence(time, "DELETED", $"watch of {last.Kind}")],
            });
        }
        else if (((Happening.Deletion)pages[_deletion!.Value]) is { Policy: "foreground" } foreground)
        {
            pages.Update<Happening.Deletion>(_deletion, d => d with { Waits = [new Wait(cast.Subject, "what it owned to be gone", foreground.Begin, time)] });
        }

        pages.Close(_deletion, time, StoryOutcome.Complete);
    }

    private void Closing(DateTimeOffset time)
    {
        rollouts.Stop(time);
        foreach (var id in (long?[])[_creation, _scaling, _pause, _deadline, _refused])
        {
            pages.Close(id, time, StoryOutcome.Deleted);
        }

        _pending.Clear();
    }

    private void TellPause(DateTimeOffset time, KubeObject old, KubeObject next, Finding? failure)
    {
        var (was, now) = (WorkloadFacts.IsPaused(old), WorkloadFacts.IsPaused(next));
        if (now && !was)
        {
            _pending.Clear();
            _pause = pages.Open(new Happening.Pause(cast.Subject, time, [], Author.None)
            {
                Author = Writers.OfChange(old, next, ".spec.paused"),
                Evidence = [new Evidence(time, "spec.paused true", next.Kind)],
            });
        }
        else if (was && !now)
        {
            var by = Writers.OfChange(old, next, ".spec.paused");
            pages.Update<Happening.Pause>(_pause, p => p with { ResumedBy = by, Evidence = [.. p.Evidence, new Evidence(time, "spec.paused no longer set", next.Kind)] });
            pages.Close(_pause, time, StoryOutcome.Complete);
            var template = WorkloadFacts.Template(next);
            if (_served is { } served && !served.Equals(template))
            {
                Author[] authors = [.. _pending.Select(p => p.Author).Distinct()];
                var author = authors is [var only] ? only
                    : authors.Length > 0 && authors.All(a => a.IsKnown) ? Author.OfFields(string.Join(" and ", authors.Select(a => a.Name)))
                    : Author.Unknown("the template was changed before the observation began, or by several");
                rollouts.Begin(
                    time, old, next, served, author,
                    _pending.Count == 0 ? [] : [new Wait(_pending.Count == 1 ? $"the change ({_pending[0].What})" : Invariant($"{_pending.Count} changes"), "the rollout to be resumed", _pending[0].Time, time, by.IsKnown ? $"resuming by {by.Name}" : "resuming, by whom is not recorded")],
                    failure);
                _served = template;
            }

            _pending.Clear();
        }
    }

    private void TellTemplate(DateTimeOffset time, KubeObject old, KubeObject next, Finding? failure)
    {
        var (before, after) = (WorkloadFacts.Template(old), WorkloadFacts.Template(next));
        if (before.Equals(after) || next.Kind is "ReplicaSet" or "Job")
        {
            return;
        }

        var author = Writers.OfChange(old, next, ".spec.template");
        if (WorkloadFacts.IsPaused(next))
        {
            var what = string.Join(", ", TemplateChanges.Between(before, after));
            _pending.Add((time, what, author));
            pages.Update<Happening.Pause>(_pause, p => p with { Changes = [.. p.Changes, what], Evidence = [.. p.Evidence, new Evidence(time, $"spec.template changed: {what}{(author.IsKnown ? $" (by {author})" : "")}", next.Kind)] });
            return;
        }

        if (!after.Equals(_served))
        {
            rollouts.Begin(time, old, next, before, author, [], failure);
            _served = after;
        }
    }

    private void TellReplicas(DateTimeOffset time, KubeObject old, KubeObject next)
    {
        if (Replicas(old) is not { } from || Replicas(next) is not { } to || from == to)
        {
            return;
        }

        var (author, isAutoscaler) = Writers.OfReplicas(old, next);
        pages.Close(_scaling, time, StoryOutcome.Overtaken);
        _scaling = pages.Open(new Happening.Scaling(cast.Subject, time, from, to, isAutoscaler, "")
        {
            Author = author,
            Evidence = [new Evidence(time, Invariant($"spec.replicas {from} → {to}"), author.IsKnown ? $"{next.Kind}, {author.Basis}" : next.Kind)],
        });
    }

    private void TellSettings(DateTimeOffset time, KubeObject old, KubeObject next)
    {
        if (old.Generation == next.Generation || next.IsBeingDeleted)
        {
            return;
        }

        var (before, after) = (old.Spec ?? MapValue.Empty, next.Spec ?? MapValue.Empty);
        string[] fields = [.. SpecChange.Differing(before, after).Where(f => f is not ("template" or "replicas" or "paused"))];
        if (fields.Length > 0)
        {
            pages.Tell(new Happening.Setting(cast.Subject, time, [.. fields.Select(f => SpecChange.Of(f, before[f], after[f]))])
            {
                Author = Writers.OfChange(old, next, ".spec." + fields[0]),
                Evidence = [new Evidence(time, string.Join(", ", fields.Select(f => $"spec.{f} changed")), next.Kind)],
            });
        }
    }

    /// <summary>What the status and its conditions say.</summary>
    private void Watch(DateTimeOffset time, KubeObject root)
    {
        rollouts.Follow(time, root);
        if (WorkloadFacts.IsWorkload(root.Kind) ? WorkloadFacts.IsComplete(root) : root.Kind != "Job" || root.Status is not null)
        {
            pages.Update<Happening.Creation>(_creation, c => c.End is not null ? c : c with { Revision = cast.Revision, Evidence = [.. c.Evidence, .. CompleteEvidence(time, root)] });
            pages.Close(_creation, time, StoryOutcome.Complete);
            pages.Close(_scaling, time, StoryOutcome.Complete);
        }

        var progress = root.Condition("Progressing");
        var isPast = progress.StringAt("reason") == "ProgressDeadlineExceeded";
        if (isPast && !pages.IsGoingOn(_deadline))
        {
            rollouts.PastDeadline(true);
            _deadline = pages.Open(new Happening.Trouble(cast.Subject, time, "deadline", Invariant($"no progress for {root.Root.Int64At("spec", "progressDeadlineSeconds") ?? 600}s: Kubernetes calls the rollout failed"), [], 0, "")
            {
                Evidence = [new Evidence(Timestamp.Parse(progress.StringAt("lastTransitionTime")), "ProgressDeadlineExceeded", $"{root.Kind} condition Progressing")],
            });
        }
        else if (!isPast && pages.IsGoingOn(_deadline))
        {
            rollouts.PastDeadline(false);
            pages.Update<Happening.Trouble>(_deadline, t => t with { UnblockedBy = rollouts.Last is { } last && pages.IsOpen(last) && pages[last].Begin > t.Begin ? "another template" : "progress" });
            pages.Close(_deadline, time, StoryOutcome.Complete);
        }

        TellRefusal(time, root);
    }

    private void TellRefusal(DateTimeOffset time, KubeObject root)
    {
        var refusal = root.Condition("ReplicaFailure");
        if (refusal.StringAt("status") == "True" && !pages.IsGoingOn(_refused))
        {
            var summary = cast.Diagnose(time).FirstOrDefault(f => f.Cause == "pods-refused")?.Summary ?? "its Pods cannot be created";
            _refused = pages.Open(new Happening.Trouble(cast.Subject, time, "pods-refused", summary, [], 0, "")
            {
                Evidence = [new Evidence(Timestamp.Parse(refusal.StringAt("lastTransitionTime")), refusal.StringAt("message") ?? "", $"{root.Kind} condition ReplicaFailure")],
            });
        }
        else if (refusal.StringAt("status") != "True")
        {
            if (pages.IsGoingOn(_refused))
            {
                pages.Update<Happening.Trouble>(_refused, t => t with { UnblockedBy = remedies.Of(t.Cause, t.Summary, t.Begin, time) });
                pages.Close(_refused, time, StoryOutcome.Complete);
            }
        }
    }

    private static IEnumerable<Evidence> CompleteEvidence(DateTimeOffset time, KubeObject root) => WorkloadFacts.IsWorkload(root.Kind)
        ? [new Evidence(time, string.Create(CultureInfo.InvariantCulture, $"{WorkloadFacts.Available(root)}/{WorkloadFacts.Wanted(root)} available"), $"{root.Kind} status")]
        : [];

    private static long? Replicas(KubeObject root) => root.Kind is "Deployment" or "StatefulSet" or "ReplicaSet" ? root.Root.Int64At("spec", "replicas") ?? 1 : null;
}
