using System.Text;
using Kubespy.Cli.Terminal;
using Kubespy.Core.Objects;
using Kubespy.Core.Timelines;
using Kubespy.Core.Timelines.Invariants;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Reports.Pages;

/// <summary>A report as JSON (docs/json.md): all of the timeline, for programs.</summary>
internal static class JsonPage
{
    public static string Of(ReportData data)
    {
        var timeline = data.Timeline;
        var page = MapValue.Of(
            ("type", "report"),
            ("source", data.Source),
            ("kind", timeline.Kind),
            ("namespace", timeline.Namespace),
            ("name", timeline.Name),
            ("from", Time(timeline.From)),
            ("to", Time(timeline.To)),
            ("verdict", data.Trace.Verdict.ToString()),
            ("summary", data.Story.Sentence),
            ("paragraph", data.Story.Paragraph),
            ("story", ListValue.Of(data.Story.Lines.Select(l => (Value)MapValue.Of(("time", Time(l.Time)), ("subject", l.Subject), ("text", l.Text), ("warning", l.IsWarning))))),
            ("invariants", ListValue.Of(data.Invariants.Select(i => (Value)InvariantOf(i)))),
            ("rollouts", ListValue.Of(timeline.Rollouts.Select(r => (Value)Span(r.From, r.To).Set("whole", r.IsWhole).Set("complete", r.IsComplete).ToMap()))),
            ("durations", ListValue.Of(timeline.Durations.Select(d => (Value)DurationOf(d)))),
            ("curves", CurvesOf(timeline.Curves)),
            ("owners", ListValue.Of(timeline.Owners.Select(o => (Value)OwnerOf(o)))),
            ("services", ListValue.Of(timeline.Services.Select(s => (Value)ServiceOf(s)))),
            ("marks", ListValue.Of(timeline.Marks.Select(m => (Value)MapValue.Of(("time", Time(m.Time)), ("by", m.Kind.ToString().ToLowerInvariant()), ("uid", m.Uid), ("subject", m.Subject), ("text", m.Text))))),
            ("unseen", ListValue.Of(timeline.Unseen.Select(u => (Value)new MapBuilder().Set("resource", u.Resource).Set("from", u.From is { } from ? Time(from) : null).Set("to", u.To is { } to ? Time(to) : null).Set("lost", u.IsLost).ToMap()))),
            ("omitted", timeline.Omitted));
        return SafeText.Json(Encoding.UTF8.GetString(ValueWriter.Write(page, indented: true))) + "\n";
    }

    public static MapValue InvariantOf(InvariantResult result) => new MapBuilder()
        .Set("name", result.Name)
        .Set("state", result.State switch { InvariantState.Held => "held", InvariantState.Violated => "violated", _ => "not judged" })
        .Set("promised", result.IsPromised)
        .Set("summary", result.Summary)
        .Set("caveat", result.Caveat.Length > 0 ? StringValue.Of(result.Caveat) : null)
        .Set("breaches", ListValue.Of(result.Breaches.Select(b => (Value)Span(b.From, b.To).Set("text", b.Text).Set("evidence", b.Evidence).Set("pods", Strings(b.Pods)).ToMap())))
        .Set("count", result.Count)
        .ToMap();

    private static MapValue DurationOf(PhaseDuration d) => d.Count == 0
        ? MapValue.Of(("phase", d.Name), ("count", 0), ("open", d.Open))
        : MapValue.Of(("phase", d.Name), ("count", d.Count), ("open", d.Open), ("p50", Seconds(d.P50)), ("p95", Seconds(d.P95)), ("max", Seconds(d.Max)), ("longest", d.Longest));

    private static MapValue CurvesOf(TimelineCurves c) => MapValue.Of(
        ("desired", CurveOf(c.Desired)),
        ("updated", CurveOf(c.Updated)),
        ("ready", CurveOf(c.Ready)),
        ("available", CurveOf(c.Available)),
        ("terminating", CurveOf(c.Terminating)),
        ("active", CurveOf(c.Active)),
        ("existing", CurveOf(c.Existing)),
        ("floor", CurveOf(c.Floor)),
        ("ceiling", CurveOf(c.Ceiling)));

    private static ListValue CurveOf(StepCurve curve) => ListValue.Of(curve.Steps.Select(s => (Value)MapValue.Of(("time", Time(s.Time)), ("value", s.Value))));

    private static MapValue OwnerOf(OwnerLane owner) => Span(owner.From, owner.To)
        .Set("kind", owner.Kind).Set("name", owner.Name).Set("uid", owner.Uid).Set("revision", owner.Revision).Set("existedBefore", owner.StartsBefore)
        .Set("replicas", CurveOf(owner.Replicas))
        .Set("pods", ListValue.Of(owner.Pods.Select(p => (Value)PodOf(p))))
        .ToMap();

    private static MapValue PodOf(PodLane pod) => Span(pod.From, pod.To)
        .Set("name", pod.Name).Set("uid", pod.Uid).Set("node", pod.Node).Set("existedBefore", pod.StartsBefore).Set("cut", pod.IsCut ? true : null)
        .Set("phases", ListValue.Of(pod.Spans.Select(s => (Value)Span(s.From, s.To).Set("phase", PhaseDuration.NameOf(s.Phase)).Set("reason", s.Reason.Length > 0 ? StringValue.Of(s.Reason) : null).ToMap())))
        .ToMap();

    private static MapValue ServiceOf(ServiceTimeline service) => MapValue.Of(
        ("namespace", service.Namespace),
        ("name", service.Name),
        ("ready", CurveOf(service.Ready)),
        ("traffic", ListValue.Of(service.Traffic.Select(t => (Value)Span(t.From, t.To).Set("pod", t.Name).Set("uid", t.PodUid).ToMap()))));

    private static MapBuilder Span(DateTimeOffset from, DateTimeOffset? to) => new MapBuilder().Set("from", Time(from)).Set("to", to is { } end ? Time(end) : null);

    private static ListValue Strings(IEnumerable<string> texts) => ListValue.Of(texts.Select(t => (Value)t));

    private static NumberValue Seconds(TimeSpan time) => NumberValue.OfLiteral(HtmlText.Number(time.TotalSeconds));

    private static Value Time(DateTimeOffset time) => Timestamp.FormatMicro(time);
}
