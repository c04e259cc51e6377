using static System.FormattableString;

namespace Kubespy.Core.Story.Telling;

/// <summary>Each happening in one line, without its subject: what, from what to what, by whom, how it ended. Pure.</summary>
public static class StoryLines
{
    public static string Of(Happening happening)
    {
        var end = happening switch
        {
            Happening.ServiceChange or Happening.Setting or Happening.StateChange or Happening.Orphaning or Happening.HistoryCleanUp or Happening.Adoption => "",
            Happening.Creation { Replicas: null, End: not null } => "",
            Happening.Deletion { End: { } over } when over - happening.Begin < TimeSpan.FromSeconds(0.05) => "",
            Happening.Unseen { End: { } over } when over == happening.Begin => "",
            Happening.Trouble { End: null, ReadyAgainSince: not null } => ", Ready again just now",
            { End: null } => ", still going on",
            _ => Ended(happening),
        };
        return What(happening) + end;
    }

    private static string What(Happening happening) => happening switch
    {
        Happening.Creation c => $"created{(c.Replicas is { } replicas ? $" with {StoryWords.Count(replicas, "replica")}" : "")}{By(c)}{(c.Revision > 0 ? Invariant($": revision {c.Revision}") : "")}",
        Happening.Rollout r => Rollout(r),
        Happening.Scaling s => Invariant($"replicas {s.From} → {s.To}{By(s)}{(s.Reason.Length > 0 ? $" ({s.Reason})" : "")}"),
        Happening.SelfHeal h => $"{StoryWords.Pods(h.Lost)} {h.Cause}{(h.Cause == "deleted" ? ", not by the controller" : "")}{(h.Author.IsKnown ? $" ({h.Author})" : By(h))}; {(h.Made.Count == 0 ? "nothing made instead so far" : StoryWords.Pods(h.Made) + " made instead")}, available down to {h.Lowest}/{h.Wanted}",
        Happening.Release r => $"released by {r.Owner}{(r.Label.Length > 0 ? $", its label {r.Label} no longer matches" : "")}{By(r)}{(r.Made.Count > 0 ? $"; {StoryWords.Pods(r.Made)} made instead" : "")}",
        Happening.Adoption a => $"adopted by {a.Owner}{(a.Label.Length > 0 ? $", its label {a.Label} matches" : "")}{By(a)}{(a.Surplus.Count > 0 ? $"; {StoryWords.Pods(a.Surplus)} {(a.Surplus.Count == 1 ? "was one" : "were")} too many" : "")}",
        Happening.Orphaning o => $"orphaned by {o.Owner}{(o.Pods > 0 ? $", with {StoryWords.Count(o.Pods, "Pod")}" : "")}",
        Happening.Deletion d => $"deleted{(d.Policy.Length > 0 ? $" ({d.Policy})" : "")}{By(d)}",
        Happening.GarbageCollection g => $"collected as garbage: {Collected(g)}",
        Happening.Pause p => $"paused{By(p)}{(p.Changes.Count > 0 ? $", meanwhile {string.Join("; ", p.Changes)}" : "")}{(p.End is null || p.Outcome != StoryOutcome.Complete ? "" : $", resumed{(p.ResumedBy.IsKnown ? $" by {p.ResumedBy}" : " (author unknown)")}")}",
        Happening.HistoryCleanUp c => Invariant($"{(c.Revisions.Count == 1 ? "revision" : "revisions")} {StoryWords.List([.. c.Revisions.Select(r => Invariant($"{r}"))])} removed, beyond revisionHistoryLimit {c.Limit}"),
        Happening.Trouble t => $"{t.Cause}: {t.Summary}{(t.Pods.Count > 0 ? $" ({StoryWords.Pods(t.Pods)}{(t.Restarts > 0 ? $", {StoryWords.Count(t.Restarts, "restart")}" : "")})" : "")}{(t.UnblockedBy.Length > 0 ? t.UnblockedBy.Contains(' ', StringComparison.Ordinal) && !t.UnblockedBy.StartsWith("a ", StringComparison.Ordinal) && t.UnblockedBy != "another template" ? $", until {t.UnblockedBy}" : $", ended by {t.UnblockedBy}" : "")}",
        Happening.Unready u => $"{StoryWords.Pods(u.Pods)} not Ready{(u.Why.Length > 0 ? $": {u.Why}" : "")}{(u.Wanted > 0 ? Invariant($", available down to {u.Lowest}/{u.Wanted}") : "")}",
        Happening.NodeLost n => $"{n.Node} not Ready, {StoryWords.Pods(n.Pods)} on it",
        Happening.ServiceChange s => string.Join(", ", s.Changes) + By(s),
        Happening.NoEndpoints e => $"no ready endpoint{(e.Times > 1 ? Invariant($", {e.Times} times, {StoryWords.Time(e.Total)} in all") : "")}: {e.Why}{(e.UnblockedBy.Length > 0 ? $"; ended by {e.UnblockedBy}" : "")}",
        Happening.JobRun j => Invariant($"ran: {j.Succeeded}/{j.Completions} succeeded, {j.Failed} failed{(j.Reason.Length > 0 ? $" ({j.Reason})" : "")}"),
        Happening.Setting s => string.Join(", ", s.Changes) + By(s),
        Happening.StateChange s => string.Join(", ", s.Changes) + By(s),
        Happening.Unseen u => "not seen: " + u.Why,
        _ => "",
    };

    internal static string Collected(Happening.GarbageCollection g)
    {
        var parts = new List<string>();
        Add(g.ReplicaSets, "ReplicaSet");
        Add(g.Pods, "Pod");
        Add(g.Others, "other object");
        return StoryWords.List(parts);

        void Add(int count, string what)
        {
            if (count > 0)
            {
                parts.Add(StoryWords.Count(count, what));
            }
        }
    }

    private static string Rollout(Happening.Rollout r)
    {
        var to = r.To > 0 ? Invariant($"{r.To}") : "?";
        var reason = r.Reason switch
        {
            RolloutReason.Rollback => Invariant($" (the template of revision {r.Earlier} again)"),
            RolloutReason.Restart => " (restart)",
            _ => "",
        };
        var what = r.Changes.Count > 0 && r.Reason != RolloutReason.Restart ? $", {string.Join(", ", r.Changes)}" : "";
        var pods = $"{StoryWords.Count(r.NewPods, "new Pod")}, {StoryWords.Count(r.OldPods, "old one")} stopped";
        var failure = r.Failure is { } found ? $"; {found.Summary}" : r.IsPastDeadline ? "; past its deadline" : "";
        return Invariant($"revision {(r.From > 0 ? r.From : 0)} → {to}{reason}{what}{By(r)}; {pods}, never fewer than {r.Lowest}/{r.Plan.Replicas} available{failure}").Replace("revision 0 →", "revision ? →", StringComparison.Ordinal);
    }

    private static string Ended(Happening happening)
    {
        var took = happening.Took is { } time && time >= TimeSpan.FromSeconds(0.05) ? $" after {StoryWords.Time(time)}" : " at once";
        return happening.Outcome switch
        {
            StoryOutcome.Complete => happening is Happening.Creation or Happening.Rollout or Happening.Scaling or Happening.JobRun or Happening.GarbageCollection ? $", complete{took}" : $", over{took}",
            StoryOutcome.Failed => $", failed{(happening is Happening.Rollout { UnblockedBy.Length: > 0 } r ? $", ended by a {r.UnblockedBy}" : "")}{took}",
            StoryOutcome.Overtaken => $", overtaken{took}",
            StoryOutcome.Deleted => $", ended by a deletion{took}",
            _ => "",
        };
    }

    private static string By(Happening happening) =>
        happening.Author.IsKnown ? $" by {happening.Author}"
        : happening.Author.Basis.Length > 0 ? " (author unknown)"
        : "";
}
