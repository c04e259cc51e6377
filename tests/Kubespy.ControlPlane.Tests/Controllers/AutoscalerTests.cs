using System.Text;
using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Controllers;

/// <summary>What a HorizontalPodAutoscaler does with simulated metrics, by the rules of the real one.</summary>
public sealed class AutoscalerTests
{
    private const string Group = "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers";
    private const string Cpu = """{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":50}}}""";

    private readonly InProcessApi _api = new();

    [Fact]
    public void A_load_that_its_Pods_share_is_followed_up_at_once_and_down_after_five_minutes()
    {
        Deploy(replicas: 1, request: "100m");
        Autoscale(Cpu);
        Pass(minutes: 6);
        Replicas.ShouldBe(1);

        // 400m of CPU at 50m a Pod are eight; at most four, or twice as many, are made in one step.
        Load("400m");
        Pass(minutes: 8);
        Replicas.ShouldBe(8);
        Events.ShouldContain("New size: 4; reason: cpu resource utilization (percentage of request) above target");
        Events.ShouldContain("New size: 8; reason: cpu resource utilization (percentage of request) above target");
        Condition("AbleToScale").ShouldBe("True ReadyForNewScale");
        Condition("ScalingActive").ShouldBe("True ValidMetricFound");
        Condition("ScalingLimited").ShouldBe("False DesiredWithinRange");
        Status.ListAt("currentMetrics")[0].ShouldBe(ValueReader.Read(
            """{"type":"Resource","resource":{"name":"cpu","current":{"averageUtilization":50,"averageValue":"50m"}}}"""));
        (Status.Int64At("currentReplicas"), Status.Int64At("desiredReplicas")).ShouldBe((8, 8));
        Target.Metadata.ListAt("managedFields").Select(m => m.StringAt("subresource")).ShouldContain("scale");

        Load("100m");
        Pass(minutes: 4);
        Replicas.ShouldBe(8);
        Condition("AbleToScale").ShouldBe("True ScaleDownStabilized");
        Pass(minutes: 2);
        Replicas.ShouldBe(2);
        Events.ShouldContain("New size: 2; reason: All metrics below target");
    }

    [Fact]
    public void It_stays_within_its_bounds_and_says_so()
    {
        Deploy(replicas: 2, request: "100m");
        Autoscale(Cpu, "\"minReplicas\":2,\"maxReplicas\":3");
        Load("2");
        Pass(minutes: 7);
        (Replicas, Condition("ScalingLimited")).ShouldBe((3, "True TooManyReplicas"));
        Load("1m");
        Pass(minutes: 7);
        (Replicas, Condition("ScalingLimited")).ShouldBe((2, "True TooFewReplicas"));
        Patch("""{"spec":{"replicas":7}}""");
        Pass(minutes: 1);
        Replicas.ShouldBe(2, "down to the maximum first, then to what is needed");
        Events.ShouldContain("New size: 3; reason: Current number of replicas above Spec.MaxReplicas");
        Patch("""{"spec":{"replicas":0}}""");
        Pass(minutes: 1);
        (Replicas, Condition("ScalingActive")).ShouldBe((0, "False ScalingDisabled"));
    }

    [Fact]
    public void A_behavior_sets_the_rate_and_the_window()
    {
        Deploy(replicas: 1, request: "100m");
        Autoscale(Cpu, """
            "maxReplicas":20,"behavior":{"scaleUp":{"policies":[{"type":"Pods","value":1,"periodSeconds":60}]},"scaleDown":{"stabilizationWindowSeconds":0,"selectPolicy":"Disabled"}}
            """);
        Pass(minutes: 6);
        Load("1");
        Pass(seconds: 50);
        (Replicas, Condition("ScalingLimited")).ShouldBe((2, "True ScaleUpLimit"));
        Pass(minutes: 3);
        Replicas.ShouldBe(5);
        Load("1m");
        Pass(minutes: 3);
        (Replicas, Condition("ScalingLimited")).ShouldBe((5, "True ScaleDownLimit"));
    }

    [Fact]
    public void Of_several_metrics_the_most_counts_and_an_amount_is_compared_as_it_is()
    {
        Deploy(replicas: 3, request: "100m");
        Autoscale(Cpu + """,{"type":"Resource","resource":{"name":"memory","target":{"type":"AverageValue","averageValue":"20Mi"}}}""");
        Annotate("kubespy.dev/memory", "\"100Mi\"");
        Pass(minutes: 7);
        Replicas.ShouldBe(5);
        Status.ListAt("currentMetrics")[1].StringAt("resource", "current", "averageValue").ShouldBe("20Mi");
        Events.ShouldContain("New size: 5; reason: memory resource above target");
    }

    [Theory]
    [InlineData("", Cpu, "ScalingActive", "False FailedGetResourceMetric", "failed to get cpu utilization: missing request for cpu in container c of Pod ")]
    [InlineData("100m", """{"type":"Pods","pods":{"metric":{"name":"queue"},"target":{"type":"AverageValue","averageValue":"5"}}}""", "ScalingActive", "False FailedGetPodsMetric", "no custom metrics API (custom.metrics.k8s.io) registered")]
    [InlineData("100m", """{"type":"External","external":{"metric":{"name":"queue"},"target":{"type":"AverageValue","averageValue":"5"}}}""", "ScalingActive", "False FailedGetExternalMetric", "(get queue.external.metrics.k8s.io)")]
    public void What_cannot_be_measured_is_said_and_nothing_is_scaled(string request, string metric, string condition, string expected, string message)
    {
        Deploy(replicas: 2, request);
        Autoscale(metric);
        Pass(minutes: 6);
        (Replicas, Condition(condition)).ShouldBe((2, expected));
        Conditions.Find(Status.ListAt("conditions"), condition).StringAt("message")!.ShouldContain(message);
        Events.ShouldContain(e => e.StartsWith("invalid metrics (1 invalid out of 1), first error is: failed to get ", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_not_there_or_has_no_scale_cannot_be_scaled()
    {
        Autoscale(Cpu);
        Pass(minutes: 1);
        Condition("AbleToScale").ShouldBe("False FailedGetScale");
        Events.ShouldContain("deployments.apps \"web\" not found");
        Deploy(replicas: 1, request: "100m");
        Pass(minutes: 1);
        Condition("AbleToScale").ShouldNotBe("False FailedGetScale");
    }

    [Fact]
    public void Two_that_scale_the_same_Pods_do_nothing()
    {
        Deploy(replicas: 1, request: "100m");
        Autoscale(Cpu);
        Autoscale(Cpu, name: "other");
        Load("1");
        Pass(minutes: 7);
        (Replicas, Condition("ScalingActive")).ShouldBe((1, "False AmbiguousSelector"));
    }

    private KubeObject Target => _api.Cluster.Store.Find(Resources.Deployments, new ObjectKey("default", "web"))!;

    private long? Replicas => Target.Root.Int64At("spec", "replicas");

    private MapValue Status => _api.Cluster.Store.Find(Resources.HorizontalPodAutoscalers, new ObjectKey("default", "web"))!.Status!;

    private IEnumerable<string> Events => _api.Cluster.Store.Read(Resources.Events).Objects.Values
        .Where(e => e.Root.StringAt("involvedObject", "kind") == "HorizontalPodAutoscaler").Select(e => e.Root.StringAt("message")!);

    private string Condition(string type) => Conditions.Find(Status.ListAt("conditions"), type) is { } found ? $"{found.StringAt("status")} {found.StringAt("reason")}" : "";

    private void Pass(int minutes = 0, int seconds = 0) => _api.Cluster.Loop.Advance(new TimeSpan(0, minutes, seconds));

    private void Deploy(int replicas, string request)
    {
        var resources = request.Length == 0 ? "" : $$$""","resources":{"requests":{"cpu":"{{{request}}}"}}""";
        Send("POST", "/apis/apps/v1/namespaces/default/deployments", $$$"""
            {"kind":"Deployment","apiVersion":"apps/v1","metadata":{"name":"web"},"spec":{"replicas":{{{replicas}}},"selector":{"matchLabels":{"app":"web"} },
             "template":{"metadata":{"labels":{"app":"web"} },"spec":{"containers":[{"name":"c","image":"nginx:1"{{{resources}}}}]} } } }
            """);
        _api.Settle();
    }

    private void Autoscale(string metrics, string bounds = "\"maxReplicas\":10", string name = "web") => Send("POST", Group, $$$"""
        {"kind":"HorizontalPodAutoscaler","apiVersion":"autoscaling/v2","metadata":{"name":"{{{name}}}"},"spec":{"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"web"},
         {{{bounds}}},"metrics":[{{{metrics}}}]} }
        """);

    private void Load(string cpu) => Annotate("kubespy.dev/cpu", $"\"{cpu}\"");

    private void Annotate(string name, string value) => Patch($$$"""{"metadata":{"annotations":{"{{{name}}}":{{{value}}}} } }""");

    private void Patch(string patch) => Send("PATCH", "/apis/apps/v1/namespaces/default/deployments/web", patch, "application/merge-patch+json");

    private void Send(string method, string path, string body, string type = "application/json")
    {
        using var answer = _api.Send(method, path, Encoding.UTF8.GetBytes(body), type);
        answer.Code.ShouldBeInRange(200, 201, body);
    }
}
