using System.Globalization;
using Kubespy.Cli.Telemetry;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Tests.Telemetry;

/// <summary>Recorded rollouts as traces and metrics, and how they get to a collector.</summary>
public sealed class OtlpTests
{
    [Theory]
    [InlineData("01")]
    [InlineData("02")]
    [InlineData("05")]
    [InlineData("06")]
    [InlineData("11")]
    [InlineData("16b")]
    [InlineData("25", "StatefulSet", "web")]
    [InlineData("27", "Job", "pi")]
    public void A_collector_can_read_it(string scenario, string kind = "Deployment", string name = "nginx")
    {
        var timeline = Timelines.Timelines.Of(scenario, kind, name);

        OtlpSchema.Complaints(OtlpTraces.Of(timeline), "ExportTraceServiceRequest").ShouldBeEmpty();
        OtlpSchema.Complaints(OtlpMetrics.Of(timeline), "ExportMetricsServiceRequest").ShouldBeEmpty();
        var spans = SpansOf(OtlpTraces.Of(timeline));
        spans.Select(s => s.StringAt("spanId")).ShouldBeUnique();
        var byId = spans.ToDictionary(s => s.StringAt("spanId")!, StringComparer.Ordinal);
        spans.Where(s => s.StringAt("parentSpanId") is { } parent && byId[parent].StringAt("traceId") != s.StringAt("traceId")).ShouldBeEmpty();
        spans.ShouldAllBe(s => Nano(s, "startTimeUnixNano") <= Nano(s, "endTimeUnixNano"));
    }

    [Theory]
    [InlineData("""{"resourceSpans":[{"spans":[]}]}""", "[0].spans is no field of ResourceSpans")]
    [InlineData("""{"resourceSpans":[{"resource":{"attributes":[{"key":"a","value":{"intValue":1}}]}}]}""", ".intValue is no int64: 1")]
    [InlineData("""{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"00000000000000000000000000000000"}]}]}]}""", "traceId is no id16")]
    [InlineData("""{"resourceSpans":[{"scopeSpans":[{"spans":[{"startTimeUnixNano":5}]}]}]}""", "startTimeUnixNano is no uint64: 5")]
    public void What_it_could_not_read_would_be_seen(string request, string expected) =>
        OtlpSchema.Complaints(ValueReader.Read(request), "ExportTraceServiceRequest").ShouldHaveSingleItem().ShouldContain(expected);

    [Fact]
    public void A_rollout_is_one_trace_down_to_what_each_Pod_went_through()
    {
        var spans = OtlpTraces.Spans(Timelines.Timelines.Of("02")).Select(s => s.ToValue()).ToArray();

        spans.Select(s => s.StringAt("traceId")).Distinct().Count().ShouldBe(1);
        var root = spans.Single(s => s.StringAt("parentSpanId") is null);
        (root.StringAt("name"), root.Int64At("status", "code")).ShouldBe(("rollout deploy/nginx", 1));
        Children(spans, root).ShouldBe(["replicaset nginx-6b799bd7f6", "replicaset nginx-5dff9b88c5"]);
        Children(spans, Named(spans, "replicaset nginx-6b799bd7f6")).ShouldBe(["pod nginx-6b799bd7f6-78wkw", "pod nginx-6b799bd7f6-7kz49", "pod nginx-6b799bd7f6-zkrzm"]);
        Children(spans, Named(spans, "pod nginx-6b799bd7f6-78wkw")).ShouldBe(["terminate"]);
        Children(spans, Named(spans, "pod nginx-5dff9b88c5-rcjc5")).ShouldBe(["schedule", "prepare", "start"]);
        root.ListAt("events").Select(e => e.StringAt("name")).ShouldContain("deploy/nginx image 1.7.9 → 1.12-alpine via kubectl-set");
        Named(spans, "pod nginx-5dff9b88c5-rcjc5").ListAt("events").Select(e => e.StringAt("name")).ShouldContain("Started");
        // From its creation (4.3723) until it was Ready (5.4374), in nanoseconds.
        var pod = Named(spans, "pod nginx-5dff9b88c5-rcjc5");
        ((double)(Nano(pod, "endTimeUnixNano") - Nano(pod, "startTimeUnixNano"))).ShouldBe(1_065_100_000, 200_000);
    }

    [Fact]
    public void What_fails_is_an_error_with_its_reason()
    {
        var spans = OtlpTraces.Spans(Timelines.Timelines.Of("05")).Select(s => s.ToValue()).ToArray();

        var failed = spans.Where(s => s.Int64At("status", "code") == 2 && s.StringAt("name")!.StartsWith("pod ", StringComparison.Ordinal)).ToArray();
        failed.ShouldNotBeEmpty();
        failed[0].StringAt("status", "message").ShouldBeOneOf("ErrImagePull", "ImagePullBackOff");
        Children(spans, failed[0]).ShouldContain("fail");
    }

    [Fact]
    public void The_same_recording_is_the_same_trace() =>
        OtlpTraces.Of(Timelines.Timelines.Of("06")).ToString().ShouldBe(OtlpTraces.Of(Timelines.Timelines.Of("06")).ToString());

    [Fact]
    public void Metrics_tell_availability_at_each_change_and_durations()
    {
        var metrics = OtlpMetrics.Of(Timelines.Timelines.Of("02")).ListAt("resourceMetrics")[0].ListAt("scopeMetrics")[0].ListAt("metrics");

        metrics.Single(m => m.StringAt("name") == "kubespy.pods.available").ListAt("gauge", "dataPoints").Select(p => p.StringAt("asInt")).ShouldBe(["0", "1", "2", "3", "4", "3", "4", "3", "4", "3"]);
        var ready = metrics.Single(m => m.StringAt("name") == "kubespy.pod.time_to_ready").ListAt("histogram", "dataPoints")[0];
        (ready.StringAt("count"), ready.ListAt("bucketCounts").Sum(b => long.Parse(b.AsString()!, CultureInfo.InvariantCulture)), ready.ListAt("bucketCounts").Count).ShouldBe(("6", 6, ready.ListAt("explicitBounds").Count + 1));
        // 0.662, 0.787 are below 1; 1.065, 1.209, 1.368, 1.419 below 2.5.
        ready.ListAt("bucketCounts").Select(b => b.AsString()).ShouldBe(["0", "0", "0", "2", "4", "0", "0", "0", "0", "0", "0", "0", "0"]);
    }

    [Fact]
    public async Task It_is_sent_where_collectors_listen()
    {
        using var collector = new Collector();

        (await ExportAsync(collector, _ => "Authorization=Bearer%20abc")).ShouldBe("");

        collector.Requests.Select(r => (r.Path, r.Type, r.Authorization)).ShouldBe([("/v1/traces", "application/json", "Bearer abc"), ("/v1/metrics", "application/json", "Bearer abc")]);
        OtlpSchema.Complaints(collector.Requests.First().Body, "ExportTraceServiceRequest").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_collector_that_is_busy_is_asked_again()
    {
        using var collector = new Collector();
        collector.Answers.Enqueue((503, ""));
        collector.Answers.Enqueue((503, ""));

        (await ExportAsync(collector)).ShouldBe("");

        collector.Requests.Select(r => r.Path).ShouldBe(["/v1/traces", "/v1/traces", "/v1/traces", "/v1/metrics"]);
    }

    [Theory]
    [InlineData(404, "", "answered 404: is it the OTLP/HTTP port of a collector (4318)")]
    [InlineData(401, "", "does it take this account (OTEL_EXPORTER_OTLP_HEADERS)?")]
    [InlineData(200, """{"partialSuccess":{"rejectedSpans":"3","errorMessage":"too old"}}""", "took not all of it (3 refused): too old")]
    public async Task What_it_does_not_take_is_said_with_what_to_do(int code, string answer, string expected)
    {
        using var collector = new Collector();
        collector.Answers.Enqueue((code, answer));

        (await ExportAsync(collector)).ShouldContain(expected);
    }

    [Fact]
    public async Task Nobody_there_is_said()
    {
        var collector = new Collector();
        collector.Dispose();

        (await ExportAsync(collector)).ShouldContain("cannot be reached: ");
    }

    [Theory]
    [InlineData("localhost:4318")]
    [InlineData("grpc://x:4317")]
    public void What_is_no_address_is_refused(string text) =>
        Should.Throw<FormatException>(() => OtlpExporter.Parse(text, _ => null, TimeProvider.System)).Message.ShouldBe($"--otlp is the address of a collector such as http://localhost:4318, not {text}");

    private static Task<string> ExportAsync(Collector collector, Func<string, string?>? environment = null) =>
        OtlpExporter.Parse(collector.Address, environment ?? (_ => null), TimeProvider.System).ExportAsync(Timelines.Timelines.Of("02"), TestContext.Current.CancellationToken);

    private static MapValue[] SpansOf(MapValue request) =>
        [.. request.ListAt("resourceSpans").SelectMany(r => r.ListAt("scopeSpans")).SelectMany(s => s.ListAt("spans")).OfType<MapValue>()];

    private static MapValue Named(MapValue[] spans, string name) => spans.Single(s => s.StringAt("name") == name);

    private static IEnumerable<string?> Children(MapValue[] spans, MapValue parent) => spans.Where(s => s.StringAt("parentSpanId") == parent.StringAt("spanId")).Select(s => s.StringAt("name"));

    private static decimal Nano(MapValue span, string field) => decimal.Parse(span.StringAt(field)!, CultureInfo.InvariantCulture);
}
