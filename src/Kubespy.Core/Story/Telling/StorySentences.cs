using static System.FormattableString;

namespace Kubespy.Core.Story.Telling;

/// <summary>A happening in sentences, the first of which begins in lower case unless with a name. Pure.</summary>
internal static class StorySentences
{
    public static IReadOnlyList<string> Of(Happening happening, Narrative story)
    {
        var who = StoryWords.Subject(happening.Subject, story);
        return happening switch
        {
            Happening.Creation c => [Creation(c, who)],
            Happening.Rollout r => RolloutSentences.Of(r, who, story),
            Happening.Scaling s => [Scaling(s, who, story)],
            Happening.SelfHeal h => Heal(h),
            Happening.Release r => [Release(r, who)],
            Happening.Adoption a => [Adoption(a, who)],
            Happening.Orphaning o => [$"{who} outlived {StoryWords.Noun(o.Owner)}, which was deleted with cascade=orphan{(o.Pods > 0 ? $", and kept its {StoryWords.Count(o.Pods, "Pod")}" : "")}."],
            Happening.Deletion d => [Deletion(d, who)],
            Happening.GarbageCollection g => [$"the garbage collector deleted what it owned, {StoryLines.Collected(g)}{(g.Took is { } took ? $"; the last was gone after {StoryWords.Time(took)}" : ", and not all of it is gone")}."],
            Happening.Pause p => [Pause(p, who)],
            Happening.HistoryCleanUp c => [CleanUp(c)],
            Happening.Trouble t => [Trouble(t, story)],
            Happening.Unready u => [Unready(u)],
            Happening.NodeLost n => [Node(n)],
            Happening.ServiceChange s => [$"{Somebody(s.Author, "somebody unknown")} changed {who}: {StoryWords.List(s.Changes)}."],
            Happening.NoEndpoints e => [NoEndpoints(e, who)],
            Happening.JobRun j => [Job(j, who)],
            Happening.Setting { Changes: ["cordoned" or "uncordoned"] } s => [$"{Somebody(s.Author, "somebody unknown")} {s.Changes[0]} {who}."],
            Happening.Setting s => [$"{Somebody(s.Author, "somebody unknown")} changed {StoryWords.List(s.Changes)} of {who}."],
            Happening.StateChange s => [$"the status of {who} changed{(s.Author.IsKnown ? $" by {s.Author}" : "")}: {StoryWords.List(s.Changes)}."],
            Happening.Unseen u => [u.End > u.Begin ? $"for {StoryWords.Time(u.Took!.Value)} not everything was seen ({u.Why})." : $"not everything was seen: {u.Why}."],
            _ => [],
        };
    }

    internal static string Somebody(Author author, string otherwise) => author.IsKnown ? author.Name : otherwise;

    private static string Creation(Happening.Creation c, string who)
    {
        var by = c.Author.IsKnown ? $" by {c.Author}" : "";
        if (c.Replicas is null)
        {
            return $"{who} was created{by}.";
        }

        var with = $"{who} was created{by} with {StoryWords.Count(c.Replicas.Value, "replica")}";
        return c.Outcome switch
        {
            StoryOutcome.Complete when c.Replicas == 0 => $"{with}.",
            StoryOutcome.Complete => $"{with} and complete {(c.Took < TimeSpan.FromSeconds(0.05) ? "at once" : $"in {StoryWords.Time(c.Took!.Value)}")}.",
            StoryOutcome.Deleted => $"{with}, and was deleted before it was complete.",
            _ => $"{with} and is not complete yet.",
        };
    }

    private static string Scaling(Happening.Scaling s, string who, Narrative story)
    {
        var by = s.IsByAutoscaler ? s.Author.Name.StartsWith("hpa/", StringComparison.Ordinal) ? StoryWords.Subject(s.Author.Name, story) : "a HorizontalPodAutoscaler" : Somebody(s.Author, "somebody unknown");
        var end = s.Outcome switch
        {
            StoryOutcome.Complete when s.Took == TimeSpan.Zero => "",
            StoryOutcome.Complete => $", done in {StoryWords.Time(s.Took!.Value)}",
            StoryOutcome.Overtaken => ", and it was scaled again before that was done",
            StoryOutcome.Deleted => ", and it was deleted before that was done",
            _ => ", which is under way",
        };
        return Invariant($"{by} scaled {who} from {s.From} to {s.To}{(s.Reason.Length > 0 ? $" ({s.Reason})" : "")}{end}.");
    }

    private static IReadOnlyList<string> Heal(Happening.SelfHeal h)
    {
        var (be, their) = h.Lost.Count == 1 ? ("was", "its") : ("were", "their");
        var by = h.Author.IsKnown ? $" ({h.Author})" : h.Cause == "deleted" ? $", not by {their} controller; by whom is not recorded" : "";
        var made = h.Made.Count == 0 ? "nothing has been made instead" : $"{StoryWords.Pods(h.Made)} came instead, template unchanged";
        var low = h.Lowest < h.Wanted ? h is { Lowest: 0, Wanted: 1 } ? "nothing was available meanwhile" : h.Lowest == 0 ? $"none of {StoryWords.Number(h.Wanted)} was available meanwhile" : $"only {StoryWords.Number(h.Lowest)} of {StoryWords.Number(h.Wanted)} {(h.Lowest == 1 ? "was" : "were")} available meanwhile" : "nothing was missing meanwhile";
        var first = $"{StoryWords.Pods(h.Lost)} {be} {h.Cause}{by}; {made}.";
        var end = h.End is { } ? $"{StoryWords.Upper(low)}; {(h.Outcome == StoryOutcome.Complete ? $"{(h.Wanted == 1 ? "it was" : "all were")} Ready again after {StoryWords.Time(h.Took!.Value)}" : "it was deleted before they were whole again")}." : $"{StoryWords.Upper(low)}, and it is not whole again yet.";
        return h.Waits is [var wait, ..] && wait.Until is { } until ? [first, $"The replacement had to wait {StoryWords.Time(until - wait.Since)} for {(wait.For.Contains("eviction", StringComparison.Ordinal) ? "the eviction" : "that")}.", end] : [first, end];
    }

    private static string Release(Happening.Release r, string who)
    {
        var made = r.Made.Count > 0 ? $" and made {StoryWords.Pods(r.Made)} instead" : "";
        var why = r.Label.Length == 0 ? $"{who} no longer matched the selector"
            : r.Author.IsKnown ? $"{r.Author} changed the label {r.Label} that {who} is selected by"
            : $"{who} lost the label {r.Label} that it is selected by (by whom is not recorded)";
        return $"{why}, so {StoryWords.Name(r.Owner)} released it{made}; it runs on, uncounted.";
    }

    private static string Adoption(Happening.Adoption a, string who)
    {
        var why = a.Label.Length > 0 ? $"{who} got the label {a.Label}{(a.Author.IsKnown ? $" from {a.Author}" : "")}, and" : "";
        var surplus = a.Surplus.Count > 0 ? $"; {StoryWords.Pods(a.Surplus)} {(a.Surplus.Count == 1 ? "was one" : "were")} too many and stopped" : "";
        return why.Length > 0 ? $"{why} {StoryWords.Name(a.Owner)} adopted it{surplus}." : $"{StoryWords.Name(a.Owner)} adopted {who}{surplus}.";
    }

    private static string Deletion(Happening.Deletion d, string who)
    {
        var how = d.Policy switch
        {
            "foreground" => d.End is null ? ", what it owns first, and waits for that" : $", what it owned first: it was gone {StoryWords.Time(d.Took!.Value)} later",
            "background" => ", what it owned left to the garbage collector",
            "orphan" => ", what it owned left behind",
            _ => d.End is null ? ", and is not gone yet" : "",
        };
        return $"{who} was deleted{(d.Author.IsKnown ? $" by {d.Author}" : " (by whom is not recorded)")}{how}.";
    }

    private static string Pause(Happening.Pause p, string who)
    {
        var changes = p.Changes.Count == 0 ? "" : $"; meanwhile {StoryWords.Count(p.Changes.Count, "change")} of the template ({StoryWords.List(p.Changes)}) had to wait";
        var first = p.IsFromBefore ? $"{who} had been paused before" : $"{Somebody(p.Author, "somebody unknown")} paused {who}";
        return p.Outcome switch
        {
            StoryOutcome.Complete => $"{first}{changes} until it was resumed {StoryWords.Time(p.Took!.Value)} later{(p.ResumedBy.IsKnown ? $" by {p.ResumedBy}" : " (by whom is not recorded)")}.",
            StoryOutcome.GoingOn => $"{first}{changes}{(p.Changes.Count > 0 ? ", and still has" : ", and it still is")}.",
            _ => $"{first}{changes}.",
        };
    }

    private static string CleanUp(Happening.HistoryCleanUp c)
    {
        var (revisions, be) = c.Revisions.Count == 1 ? (Invariant($"revision {c.Revisions[0]}"), "was") : ("revisions " + StoryWords.List([.. c.Revisions.Select(r => Invariant($"{r}"))]), "were");
        return Invariant($"{revisions} {be} beyond revisionHistoryLimit {c.Limit} and removed.");
    }

    private static string Trouble(Happening.Trouble t, Narrative story)
    {
        var whom = t.Pods.Count > 0 ? $" ({StoryWords.Pods(t.Pods)}{(t.Restarts > 0 ? $", {StoryWords.Count(t.Restarts, "restart")}" : "")})" : "";
        if (t.End is null)
        {
            return t.ReadyAgainSince is { } since
                ? $"{StoryWords.Past(t.Summary)}{whom}; Ready again for {StoryWords.Time(story.End - since)}, too short a while to call it over."
                : $"{t.Summary}{whom}, and that goes on.";
        }

        var after = $"after {StoryWords.Time(t.Took!.Value)}";
        var end = t.UnblockedBy.Length == 0 ? t.Cause == "crash-loop" && t.Restarts == 0 ? "" : $"; {after} it was over"
            : t.UnblockedBy.StartsWith("a rollback", StringComparison.Ordinal) || t.UnblockedBy is "another template" or "progress" ? $"; {after} {t.UnblockedBy} ended it"
            : $"; over {after}, once {t.UnblockedBy}";
        return $"{StoryWords.Past(t.Summary)}{whom}{end}.";
    }

    private static string Unready(Happening.Unready u)
    {
        var be = u.Pods.Count == 1 ? "was" : "were";
        var why = u.Why.Length > 0 ? $" ({u.Why})" : "";
        var left = u.Wanted > 0 ? Invariant($", available down to {u.Lowest} of {u.Wanted}") : "";
        return u.End is null
            ? $"{StoryWords.Pods(u.Pods)} {(u.Pods.Count == 1 ? "is" : "are")} not Ready{why}{left}."
            : $"{StoryWords.Pods(u.Pods)} {be} not Ready for {StoryWords.Time(u.Took!.Value)}{why}{left}.";
    }

    private static string Node(Happening.NodeLost n)
    {
        var on = $"with {StoryWords.Pods(n.Pods)} on it";
        return n.Outcome switch
        {
            StoryOutcome.Complete => $"{n.Node} was not Ready for {StoryWords.Time(n.Took!.Value)}, {on}.",
            StoryOutcome.Deleted => $"{n.Node} was lost and removed, {on}.",
            _ => $"{n.Node} is not Ready, {on}.",
        };
    }

    private static string NoEndpoints(Happening.NoEndpoints e, string who)
    {
        var why = e.Why.Contains('→', StringComparison.Ordinal) ? $" because of {e.Why}" : $": {e.Why}";
        return e.End is null ? $"{who} has no ready endpoint{why}."
            : e.Times > 1 ? Invariant($"{who} had no ready endpoint {StoryWords.Number(e.Times)} times within {StoryWords.Time(e.Took!.Value)}, {StoryWords.Time(e.Total)} in all{why}.")
            : $"{who} had no ready endpoint for {StoryWords.Time(e.Total)}{why}{(e.UnblockedBy.Length > 0 ? $", until {e.UnblockedBy}" : "")}.";
    }

    /// <summary>Several Jobs in a row that ran to their end.</summary>
    internal static string Runs(IReadOnlyList<Happening.JobRun> runs)
    {
        var (least, most) = (StoryWords.Time(runs.Min(r => r.Took!.Value)), StoryWords.Time(runs.Max(r => r.Took!.Value)));
        return $"{StoryWords.Count(runs.Count, "Job")}, {StoryWords.Name(runs[0].Subject)} to {StoryWords.Name(runs[^1].Subject)}, ran to their end, each in {(least == most ? least : $"{least} to {most}")}.";
    }

    private static string Job(Happening.JobRun j, string who)
    {
        var failed = j.Failed > 0 ? $", {StoryWords.Count(j.Failed, "Pod")} failed" : "";
        return j.Outcome switch
        {
            StoryOutcome.Complete => $"{who} ran to its end in {StoryWords.Time(j.Took!.Value)}: {StoryWords.Number(j.Succeeded)} of {StoryWords.Count(j.Completions, "completion")}{failed}.",
            StoryOutcome.Failed => $"{who} failed after {StoryWords.Time(j.Took!.Value)} ({j.Reason}): {StoryWords.Number(j.Succeeded)} of {StoryWords.Count(j.Completions, "completion")}{failed}.",
            StoryOutcome.Deleted => $"{who} was deleted after {StoryWords.Time(j.Took!.Value)}, with {StoryWords.Number(j.Succeeded)} of {StoryWords.Count(j.Completions, "completion")}{failed}.",
            _ => $"{who} runs: {StoryWords.Number(j.Succeeded)} of {StoryWords.Count(j.Completions, "completion")} so far{failed}.",
        };
    }
}
