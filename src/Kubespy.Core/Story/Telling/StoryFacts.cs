using Kubespy.Core.Values;

namespace Kubespy.Core.Story.Telling;

/// <summary>The facts of a happening as plain values, as JSON has them (docs/json.md). Pure.</summary>
public static class StoryFacts
{
    /// <summary>The word for its kind.</summary>
    public static string KindOf(Happening happening) => happening switch
    {
        Happening.Creation => "creation",
        Happening.Rollout { Reason: RolloutReason.Rollback } => "rollback",
        Happening.Rollout { Reason: RolloutReason.Restart } => "restart",
        Happening.Rollout => "rollout",
        Happening.Scaling => "scaling",
        Happening.SelfHeal => "self-heal",
        Happening.Release => "release",
        Happening.Adoption => "adoption",
        Happening.Orphaning => "orphaning",
        Happening.Deletion => "deletion",
        Happening.GarbageCollection => "garbage-collection",
        Happening.Pause => "pause",
        Happening.HistoryCleanUp => "history-clean-up",
        Happening.Trouble => "trouble",
        Happening.Unready => "unready",
        Happening.NodeLost => "node-lost",
        Happening.ServiceChange => "service-change",
        Happening.NoEndpoints => "no-endpoints",
        Happening.JobRun => "job-run",
        Happening.Setting => "setting",
        Happening.StateChange => "state-change",
        Happening.Unseen => "unseen",
        _ => throw new ArgumentException($"{happening.GetType().Name} is no kind of happening", nameof(happening)),
    };

    public static string WordOf(StoryOutcome outcome) => outcome switch
    {
        StoryOutcome.GoingOn => "going-on",
        StoryOutcome.Complete => "complete",
        StoryOutcome.Failed => "failed",
        StoryOutcome.Overtaken => "overtaken",
        _ => "deleted",
    };

    public static MapValue Of(Happening happening) => happening switch
    {
        Happening.Creation c => MapValue.Empty.WithOptional("replicas", c.Replicas is { } replicas ? NumberValue.Of(replicas) : null).WithOptional("revision", Positive(c.Revision)),
        Happening.Rollout r => OfRollout(r),
        Happening.Scaling s => MapValue.Of(("from", s.From), ("to", s.To), ("by", s.IsByAutoscaler ? "autoscaler" : "hand")).WithOptional("reason", Filled(s.Reason)),
        Happening.SelfHeal h => MapValue.Of(("cause", h.Cause), ("lost", Texts(h.Lost)), ("made", Texts(h.Made)), ("lowest", h.Lowest), ("wanted", h.Wanted)),
        Happening.Release r => MapValue.Of(("owner", r.Owner), ("label", r.Label), ("made", Texts(r.Made))),
        Happening.Adoption a => MapValue.Of(("owner", a.Owner), ("label", a.Label), ("surplus", Texts(a.Surplus))),
        Happening.Orphaning o => MapValue.Of(("owner", o.Owner), ("pods", o.Pods)),
        Happening.Deletion d => MapValue.Of(("policy", d.Policy)),
        Happening.GarbageCollection g => MapValue.Of(("owner", g.Subject), ("replicaSets", g.ReplicaSets), ("pods", g.Pods), ("others", g.Others)),
        Happening.Pause p => MapValue.Of(("changes", Texts(p.Changes))).WithOptional("resumedBy", p.End is null ? null : StringValue.Of(p.ResumedBy.ToString())),
        Happening.HistoryCleanUp c => MapValue.Of(("revisions", ListValue.Of(c.Revisions.Select(r => (Value)r))), ("limit", c.Limit)),
        Happening.Trouble t => MapValue.Of(("cause", t.Cause), ("summary", t.Summary), ("pods", Texts(t.Pods)), ("restarts", t.Restarts)).WithOptional("unblockedBy", Filled(t.UnblockedBy))
            .WithOptional("readyAgainSince", t.ReadyAgainSince is { } ready ? StringValue.Of(Objects.Timestamp.FormatMicro(ready)) : null),
        Happening.Unready u => MapValue.Of(("pods", Texts(u.Pods)), ("why", u.Why), ("lowest", u.Lowest), ("wanted", u.Wanted)),
        Happening.NodeLost n => MapValue.Of(("node", n.Node), ("pods", Texts(n.Pods))),
        Happening.ServiceChange s => MapValue.Of(("changes", Texts(s.Changes))),
        Happening.NoEndpoints e => MapValue.Of(("times", e.Times), ("seconds", Seconds(e.Total)), ("why", e.Why)).WithOptional("unblockedBy", Filled(e.UnblockedBy)),
        Happening.JobRun j => MapValue.Of(("completions", j.Completions), ("succeeded", j.Succeeded), ("failed", j.Failed)).WithOptional("reason", Filled(j.Reason)),
        Happening.Setting s => MapValue.Of(("changes", Texts(s.Changes))),
        Happening.StateChange s => MapValue.Of(("changes", Texts(s.Changes))),
        Happening.Unseen u => MapValue.Of(("why", u.Why)),
        _ => MapValue.Empty,
    };

    private static MapValue OfRollout(Happening.Rollout r) => MapValue.Of(
            ("from", r.From),
            ("to", r.To),
            ("changes", Texts(r.Changes)),
            ("strategy", r.Plan.Strategy),
            ("replicas", r.Plan.Replicas),
            ("floor", r.Floor),
            ("ceiling", r.Plan.Ceiling),
            ("minReadySeconds", r.Plan.MinReadySeconds),
            ("availableAtBegin", r.AtBegin),
            ("lowest", r.Lowest),
            ("newPods", r.NewPods),
            ("oldPods", r.OldPods),
            ("readyAfter", ListValue.Of(r.ReadyAfter.Select(t => (Value)Seconds(t)))),
            ("pastDeadline", r.IsPastDeadline))
        .WithOptional("earlier", Positive(r.Earlier))
        .WithOptional("cause", Filled(r.Failure?.Cause ?? ""))
        .WithOptional("failure", Filled(r.Failure?.Summary ?? ""))
        .WithOptional("unblockedBy", Filled(r.UnblockedBy))
        .WithOptional("lastOldPodGone", r.LastOldPodGone is { } gone ? StringValue.Of(Objects.Timestamp.FormatMicro(gone)) : null);

    internal static NumberValue Seconds(TimeSpan time) => NumberValue.OfLiteral(time.TotalSeconds.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture));

    private static NumberValue? Positive(long number) => number > 0 ? NumberValue.Of(number) : null;

    private static StringValue? Filled(string text) => text.Length > 0 ? StringValue.Of(text) : null;

    private static ListValue Texts(IEnumerable<string> texts) => ListValue.Of(texts.Select(t => (Value)t));
}
