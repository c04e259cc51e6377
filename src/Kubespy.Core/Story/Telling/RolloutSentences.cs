using static System.FormattableString;

namespace Kubespy.Core.Story.Telling;

/// <summary>A rollout in sentences: why, what it was allowed, how it went, what was left. Pure.</summary>
internal static class RolloutSentences
{
    /// <summary>What differs by less took as long.</summary>
    private static readonly TimeSpan Same = TimeSpan.FromSeconds(0.15);

    public static IReadOnlyList<string> Of(Happening.Rollout r, string who, Narrative story)
    {
        var sentences = new List<string> { First(r, who) };
        var isFirst = story.Happenings.OfType<Happening.Rollout>().First(o => o.Plan == r.Plan).Begin == r.Begin;
        if (r.Outcome is StoryOutcome.Failed or StoryOutcome.GoingOn)
        {
            sentences.AddRange(Trouble(r, story));
        }

        if (r.Plan.Replicas > 0 && Course(r, isFirst) is { Length: > 0 } course)
        {
            sentences.Add(course);
        }

        if (r.Plan.Replicas > 0)
        {
            sentences.Add(Availability(r));
        }

        sentences.AddRange(Ending(r));
        if (r is { Outcome: StoryOutcome.Complete, LastOldPodGone: { } gone } && gone - r.End > TimeSpan.FromSeconds(0.5))
        {
            sentences.Add($"The last old Pod left {StoryWords.Time(gone - r.End!.Value)} later.");
        }

        return sentences;
    }

    private static string First(Happening.Rollout r, string who)
    {
        var revisions = r switch
        {
            { From: > 0, To: > 0 } => Invariant($"from revision {r.From} to {r.To}"),
            { To: > 0 } => Invariant($"to revision {r.To}"),
            { From: > 0 } => Invariant($"from revision {r.From} to a new one"),
            _ => "to a new template",
        };
        var because = Because(r);
        return r.Outcome switch
        {
            StoryOutcome.Complete => $"{who} went {revisions}{(r.Took!.Value < TimeSpan.FromSeconds(0.05) ? " at once" : $" in {StoryWords.Time(r.Took.Value)}")}{because}.",
            StoryOutcome.Failed => $"{who} was to go {revisions}{because}, and never got there{(r.Failure is { } failure ? ": " + failure.Summary : "")}.",
            StoryOutcome.Overtaken => $"{who} was on its way {revisions}{because} when another change overtook that after {StoryWords.Time(r.Took!.Value)}.",
            StoryOutcome.Deleted => $"{who} was on its way {revisions}{because} when it was deleted.",
            _ => $"{who} is on its way {revisions}{because}.",
        };
    }

    private static string Because(Happening.Rollout r)
    {
        var author = StorySentences.Somebody(r.Author, "somebody unknown");
        return r.Reason switch
        {
            RolloutReason.Rollback => Invariant($" because {author} brought back the template of revision {r.Earlier}{(r.Changes.Count > 0 ? $" ({string.Join(", ", r.Changes)})" : "")}"),
            RolloutReason.Restart => $" because {author} asked for a restart",
            _ when r.Changes.Count == 0 => r.IsFromBefore ? " since before the recording began" : "",
            _ => $" because {author} {StoryWords.List([.. r.Changes.Select(StoryWords.Change)])}",
        };
    }

    private static IEnumerable<string> Trouble(Happening.Rollout r, Narrative story)
    {
        var deadline = story.Happenings.OfType<Happening.Trouble>().FirstOrDefault(t => t.Cause == "deadline" && t.Begin >= r.Begin && t.Begin <= (r.End ?? story.End));
        if (r.Outcome == StoryOutcome.GoingOn && r.Failure is { } now)
        {
            yield return $"It is stuck: {now.Summary}.";
        }

        if (deadline is not null)
        {
            yield return $"After {StoryWords.Time(deadline.Begin - r.Begin)} Kubernetes called it failed (ProgressDeadlineExceeded).";
        }

    }

    private static IEnumerable<string> Ending(Happening.Rollout r)
    {
        if (r.Outcome == StoryOutcome.Failed)
        {
            yield return $"What ended it, after {StoryWords.Time(r.Took!.Value)}, was {(r.UnblockedBy.Length > 0 ? $"a {r.UnblockedBy}".Replace("a rollout", "another change of the template", StringComparison.Ordinal) : "another change")}.";
        }
    }

    /// <summary>What it was allowed, and how its Pods came of that.</summary>
    private static string Course(Happening.Rollout r, bool isFirst)
    {
        var plan = r.Plan;
        var took = Took(r);
        if (plan.Strategy == "Recreate")
        {
            var wait = r.Waits.FirstOrDefault(w => w.For.EndsWith(" to end", StringComparison.Ordinal));
            var waited = wait is { Until: { } until } ? $"Recreate stops all old Pods first: the new ones waited {StoryWords.Time(until - wait.Since)} for {(r.OldPods == 1 ? "the old one" : $"the {StoryWords.Number(r.OldPods)} old ones")} to end" : "Recreate stops all old Pods first";
            return took.Length > 0 ? $"{waited}, and {took}." : waited + ".";
        }

        if (r.NewPods == 0)
        {
            return r.OldPods == 0 ? "" : $"No new Pod was needed; {StoryWords.Count(r.OldPods, "Pod")} {(r.OldPods == 1 ? "was" : "were")} stopped.";
        }

        if (plan.Strategy != "RollingUpdate")
        {
            return "";
        }

        // That each freed one is seen from what the steps waited for, not from the bounds.
        var freed = r.Waits.Count(w => w.For.Contains(" to become ", StringComparison.Ordinal));
        var isOneByOne = plan.Surge + plan.Unavailable == 1 && r.OldPods > 1 && freed >= r.OldPods - 1;
        var bounds = isFirst ? Invariant($"Surge {plan.Surge} and unavailable {plan.Unavailable} allow {StoryWords.Count(plan.Ceiling, "Pod")} and demand {StoryWords.Number(plan.Floor)}") : "";
        if (isOneByOne)
        {
            var one = $"{(bounds.Length > 0 ? bounds + ", so new" : "New")} Pods came one at a time";
            var each = took.Length == 0 ? "" : freed == r.OldPods ? $"; {took} and freed one old Pod" : $"; {took}";
            return one + each + ".";
        }

        return bounds.Length == 0 ? took.Length == 0 ? "" : StoryWords.Upper(took) + "."
            : took.Length == 0 ? bounds + "."
            : $"{bounds}; {took}.";
    }

    private static string Took(Happening.Rollout r)
    {
        if (r.ReadyAfter.Count == 0)
        {
            return "";
        }

        var (least, most) = (r.ReadyAfter.Min(), r.ReadyAfter.Max());
        var become = r.Plan.MinReadySeconds > 0 ? Invariant($"become available ({r.Plan.MinReadySeconds}s of that for minReadySeconds)") : "become Ready";
        return r.ReadyAfter.Count == 1 ? $"the new Pod took {StoryWords.Time(most)} to {become}"
            : most - least < Same ? $"each took {StoryWords.Time(most)} to {become}"
            : $"each took {StoryWords.Time(least)} to {StoryWords.Time(most)} to {become}";
    }

    private static string Availability(Happening.Rollout r)
    {
        var floor = r.Floor;
        return r.Lowest < floor && r.Lowest >= r.AtBegin ? Invariant($"It began with {StoryWords.Number(r.AtBegin)} of {StoryWords.Number(r.Plan.Replicas)} available, and never had fewer.")
            : r.Lowest < floor ? Invariant($"Availability fell to {r.Lowest}, below the {floor} that its strategy promises.")
            : r.Lowest == 0 ? "Meanwhile none was available, as its strategy allows."
            : Invariant($"Availability never fell below {r.Lowest}.");
    }
}
