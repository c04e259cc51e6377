using System.Globalization;
using Kubespy.Core.Timelines;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Telemetry;

/// <summary>A timeline as metrics: how many Pods were what, at each change, and how long phases and rollouts took. Pure.</summary>
internal static class OtlpMetrics
{
    private const int Delta = 1;

    /// <summary>Of more changes the newest are exported.</summary>
    private const int MostPoints = 2_000;

    private static readonly double[] Bounds = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];

    /// <summary>The body of a request to <c>/v1/metrics</c>.</summary>
    public static MapValue Of(Timeline timeline)
    {
        ListValue scopes = [MapValue.Of(("scope", OtlpResource.ScopeOf()), ("metrics", ListValue.Of(Metrics(timeline))))];
        ListValue resources = [MapValue.Of(("resource", OtlpResource.Of(timeline)), ("scopeMetrics", scopes))];
        return MapValue.Of(("resourceMetrics", resources));
    }

    private static IEnumerable<Value> Metrics(Timeline timeline)
    {
        var c = timeline.Curves;
        (string Name, string Description, StepCurve Curve)[] curves =
        [
            ("desired", "Pods that the spec asked for", c.Desired), ("updated", "Pods of the newest template", c.Updated), ("ready", "Pods that are Ready", c.Ready),
            ("available", "Pods that have been Ready for minReadySeconds", c.Available), ("terminating", "Pods that are being deleted", c.Terminating), ("existing", "Pods that exist", c.Existing),
            ("floor", "Pods that the strategy promises to keep available", c.Floor), ("ceiling", "Pods that the strategy promises not to exceed", c.Ceiling),
        ];
        foreach (var (name, description, curve) in curves.Where(k => k.Curve.Steps.Count > 0))
        {
            var points = ListValue.Of(curve.Steps.TakeLast(MostPoints).Select(s => (Value)MapValue.Of(("timeUnixNano", OtlpValue.Time(s.Time)), ("asInt", s.Value.ToString(CultureInfo.InvariantCulture)))));
            yield return MapValue.Of(("name", $"kubespy.pods.{name}"), ("description", description), ("unit", "{pod}"), ("gauge", MapValue.Of(("dataPoints", points))));
        }

        Value[] phases =
        [
            .. timeline.Pods.SelectMany(p => p.Spans).Where(s => s.Phase is not (PodPhase.Ready or PodPhase.Ended) && s.Duration is not null)
                .GroupBy(s => s.Phase).OrderBy(g => g.Key)
                .Select(g => (Value)Histogram(timeline, [.. g.Select(s => s.Duration!.Value)]).With("attributes", ListValue.Of([OtlpValue.Text("kubespy.phase", PhaseDuration.NameOf(g.Key))]))),
        ];
        if (phases.Length > 0)
        {
            yield return HistogramOf("kubespy.pod.phase.duration", "How long Pods were in a phase", phases);
        }

        if (timeline.Pods.Select(p => p.TimeToReady).OfType<TimeSpan>().ToArray() is { Length: > 0 } ready)
        {
            yield return HistogramOf("kubespy.pod.time_to_ready", "From a Pod's creation until it was Ready for the first time", [Histogram(timeline, ready)]);
        }

        if (timeline.Rollouts.Where(r => r is { IsComplete: true, IsWhole: true }).Select(r => r.To!.Value - r.From).ToArray() is { Length: > 0 } rollouts)
        {
            yield return HistogramOf("kubespy.rollout.duration", "From a change of the template until the rollout was complete", [Histogram(timeline, rollouts)]);
        }
    }

    private static MapValue HistogramOf(string name, string description, Value[] points) => MapValue.Of(
        ("name", name),
        ("description", description),
        ("unit", "s"),
        ("histogram", MapValue.Of(("aggregationTemporality", Delta), ("dataPoints", ListValue.Of(points)))));

    private static MapValue Histogram(Timeline timeline, TimeSpan[] durations)
    {
        var counts = new long[Bounds.Length + 1];
        foreach (var duration in durations)
        {
            // A bound belongs to the bucket below it.
            counts[Bounds.Count(b => duration.TotalSeconds > b)]++;
        }

        return MapValue.Of(
            ("startTimeUnixNano", OtlpValue.Time(timeline.From)),
            ("timeUnixNano", OtlpValue.Time(timeline.To)),
            ("count", durations.Length.ToString(CultureInfo.InvariantCulture)),
            ("sum", OtlpValue.Seconds(durations.Aggregate(TimeSpan.Zero, (a, b) => a + b))),
            ("min", OtlpValue.Seconds(durations.Min())),
            ("max", OtlpValue.Seconds(durations.Max())),
            ("explicitBounds", ListValue.Of(Bounds.Select(b => (Value)NumberValue.OfLiteral(b.ToString(CultureInfo.InvariantCulture))))),
            ("bucketCounts", ListValue.Of(counts.Select(n => (Value)n.ToString(CultureInfo.InvariantCulture)))));
    }
}
