using static System.FormattableString;

namespace Kubespy.Core.Story.Telling;

/// <summary>A happening in a few words, for one line. Pure.</summary>
internal static class StoryPhrases
{
    public static string Of(Happening happening, Narrative story)
    {
        var whose = happening.Subject == story.Subject ? "" : happening.Subject + " ";
        return whose + happening switch
        {
            Happening.Creation c => $"created{(c.End is null ? ", not complete yet" : c.Took is { } took && c.Replicas > 0 ? $", complete in {StoryWords.Time(took)}" : "")}",
            Happening.Rollout r => Rollout(r),
            Happening.Scaling s => Invariant($"scaled {s.From} → {s.To} by {(s.IsByAutoscaler ? "an autoscaler" : s.Author.IsKnown ? s.Author.Name : "an unknown author")}{(s.End is null ? ", under way" : "")}"),
            Happening.SelfHeal h => $"{StoryWords.Count(h.Lost.Count, "Pod")} {h.Cause}{(h.End is null ? ", not healed yet" : $", healed in {StoryWords.Time(h.Took!.Value)}")}",
            Happening.Release => "released",
            Happening.Adoption => "adopted",
            Happening.Orphaning => "orphaned",
            Happening.Deletion d => $"deleted{(d.Policy.Length > 0 ? $" ({d.Policy})" : "")}{(d.End is null ? ", not gone yet" : "")}",
            Happening.Pause p => p.End is null ? "paused" : $"paused for {StoryWords.Time(p.Took!.Value)}",
            Happening.Trouble t => t.Summary + (t.ReadyAgainSince is not null ? ", Ready again just now" : t.End is null ? ", still" : $", over after {StoryWords.Time(t.Took!.Value)}"),
            Happening.Unready u => $"{StoryWords.Count(u.Pods.Count, "Pod")} not Ready{(u.End is null ? "" : $" for {StoryWords.Time(u.Took!.Value)}")}",
            Happening.NodeLost n => $"{n.Node} lost{(n.End is null ? "" : $" for {StoryWords.Time(n.Took!.Value)}")}",
            Happening.ServiceChange s => string.Join(", ", s.Changes),
            Happening.NoEndpoints e => $"without a ready endpoint{(e.End is null ? "" : $" for {StoryWords.Time(e.Total)}")}",
            Happening.JobRun j => Invariant($"{j.Succeeded}/{j.Completions} succeeded{(j.Failed > 0 ? Invariant($", {j.Failed} failed") : "")}{(j.Took is { } ran ? $" in {StoryWords.Time(ran)}" : "")}"),
            Happening.Setting s => string.Join(", ", s.Changes),
            Happening.StateChange s => string.Join(", ", s.Changes),
            Happening.Unseen => "a gap in what was seen",
            _ => StoryLines.Of(happening),
        };
    }

    /// <summary>Several of a kind by their number.</summary>
    public static string Counted(string kind, IReadOnlyList<Happening> same) => kind switch
    {
        "scaling" or "self-heal" or "release" or "adoption" or "orphaning" or "deletion" or "rollout" or "rollback" or "restart" or "pause" or "service-change" or "setting" or "state-change" or "job-run" =>
            StoryWords.Count(same.Count, kind.Replace('-', ' ')),
        "trouble" => StoryWords.List([.. same.OfType<Happening.Trouble>().Select(t => t.Summary).Distinct()]),
        "no-endpoints" => Invariant($"no ready endpoint {(same.Count > 1 || same.OfType<Happening.NoEndpoints>().Any(e => e.Times > 1) ? "several times" : "for a while")}"),
        "unready" => StoryWords.Count(same.Count, "time") + " not Ready",
        "node-lost" => StoryWords.Count(same.Count, "lost node"),
        _ => StoryWords.Count(same.Count, "gap") + " in what was seen",
    };

    private static string Rollout(Happening.Rollout r)
    {
        var to = r.To > 0 ? Invariant($" {(r.From > 0 ? r.From : "?")} → {r.To}") : "";
        var what = r.Reason switch
        {
            RolloutReason.Rollback => Invariant($"back to revision {r.Earlier}'s template (revision{to})"),
            RolloutReason.Restart => $"restarted (revision{to})",
            _ => $"revision{to}{(r.Changes.Count > 0 ? $" ({string.Join(", ", r.Changes)}{(r.Author.IsKnown ? $" by {r.Author}" : "")})" : "")}",
        };
        return what + r.Outcome switch
        {
            StoryOutcome.Complete => $" in {StoryWords.Time(r.Took!.Value)}",
            StoryOutcome.Failed => $" failed{(r.Failure is { } failure ? ": " + failure.Summary : "")}",
            StoryOutcome.Overtaken => " overtaken",
            StoryOutcome.Deleted => " ended by a deletion",
            _ => r.Failure is { } failure ? " stuck: " + failure.Summary : " under way",
        };
    }
}
