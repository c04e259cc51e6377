using System.Text;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Requests;

/// <summary>metrics.k8s.io as a metrics server serves it: what <c>kubectl top</c> asks for.</summary>
public sealed class MetricsTests
{
    private const string Pods = "/apis/metrics.k8s.io/v1beta1/namespaces/default/pods";
    private const string Nodes = "/apis/metrics.k8s.io/v1beta1/nodes";

    private readonly InProcessApi _api = new();

    [Fact]
    public void A_pod_uses_what_its_annotations_say_shared_by_its_containers()
    {
        Create("/api/v1/namespaces/default/pods", """
            {"kind":"Pod","apiVersion":"v1","metadata":{"name":"web","labels":{"app":"web"},"annotations":{"kubespy.dev/cpu":"250m","kubespy.dev/memory":"64Mi"}},
             "spec":{"containers":[{"name":"a","image":"nginx:1"},{"name":"b","image":"nginx:1"}]} }
            """);
        _api.Settle();
        var pod = Get($"{Pods}/web");
        pod.StringAt("kind").ShouldBe("PodMetrics");
        pod.StringAt("apiVersion").ShouldBe("metrics.k8s.io/v1beta1");
        pod.At("metadata", "labels")!.ToString().ShouldBe("""{"app":"web"}""");
        pod.At("metadata", "uid").ShouldBeNull();
        pod.StringAt("window").ShouldBe("15s");
        pod.StringAt("timestamp")!.ShouldEndWith("0Z");
        pod.At("containers")!.ToString().ShouldBe(
            """[{"name":"a","usage":{"cpu":"125m","memory":"32Mi"}},{"name":"b","usage":{"cpu":"125m","memory":"32Mi"}}]""");
    }

    [Fact]
    public void A_load_is_shared_by_the_ready_pods_of_what_carries_it()
    {
        Deploy("web", 2, "\"kubespy.dev/cpu\":\"400m\"");
        Deploy("other", 1, "");
        var items = Get(Pods).ListAt("items");
        items.Count.ShouldBe(3);
        items.Where(i => i.StringAt("metadata", "labels", "app") == "web").Select(i => i.ListAt("containers")[0].StringAt("usage", "cpu")).ShouldBe(["200m", "200m"]);
        Get($"{Pods}?labelSelector=app%3Dother").ListAt("items").Select(i => i.At("containers")!.ToString())
            .ShouldBe(["""[{"name":"c","usage":{"cpu":"1m","memory":"16Mi"}}]"""]);
        Get("/apis/metrics.k8s.io/v1beta1/namespaces/kube-system/pods").ListAt("items").ShouldBeEmpty();
        Get("/apis/metrics.k8s.io/v1beta1/pods").StringAt("kind").ShouldBe("PodMetricsList");
    }

    [Fact]
    public void A_node_uses_what_its_pods_do_and_its_own()
    {
        var idle = Get(Nodes).ListAt("items");
        idle.Select(n => n.StringAt("metadata", "name")).ShouldBe(["node-1", "node-2", "node-3"]);
        idle[0].At("usage")!.ToString().ShouldBe("""{"cpu":"100m","memory":"512Mi"}""");
        Create("/api/v1/namespaces/default/pods", """
            {"kind":"Pod","apiVersion":"v1","metadata":{"name":"web","annotations":{"kubespy.dev/cpu":"2"}},"spec":{"nodeName":"node-2","containers":[{"name":"c","image":"nginx:1"}]} }
            """);
        _api.Settle();
        Get($"{Nodes}/node-2").At("usage")!.ToString().ShouldBe("""{"cpu":"2100m","memory":"528Mi"}""");
        Get($"{Nodes}/node-2").StringAt("metadata", "labels", "kubernetes.io/hostname").ShouldBe("node-2");
    }

    [Fact]
    public void What_is_not_measured_is_not_there()
    {
        Create("/api/v1/namespaces/default/pods", """
            {"kind":"Pod","apiVersion":"v1","metadata":{"name":"dark","annotations":{"kubespy.dev/cpu":"unknown"}},"spec":{"containers":[{"name":"c","image":"nginx:1"}]} }
            """);
        Create("/api/v1/namespaces/default/pods", """
            {"kind":"Pod","apiVersion":"v1","metadata":{"name":"stuck"},"spec":{"containers":[{"name":"c","image":"nginx:bad"}]} }
            """);
        _api.Settle();
        Get(Pods).ListAt("items").ShouldBeEmpty();
        Refusal("GET", $"{Pods}/dark").ShouldBe((404, "pods.metrics.k8s.io \"default/dark\" not found"));
        Refusal("GET", $"{Nodes}/node-9").ShouldBe((404, "nodes.metrics.k8s.io \"node-9\" not found"));
        _api.Cluster.StopNode("node-1");
        _api.Cluster.Loop.Advance(TimeSpan.FromSeconds(60));
        Get(Nodes).ListAt("items").Select(n => n.StringAt("metadata", "name")).ShouldBe(["node-2", "node-3"]);
    }

    [Fact]
    public void They_are_read_only()
    {
        Refusal("POST", Pods, "{}").Code.ShouldBe(405);
        Refusal("DELETE", $"{Nodes}/node-1").Code.ShouldBe(405);
        Refusal("PATCH", $"{Nodes}/node-1", "{}").Code.ShouldBe(405);
        Refusal("GET", $"{Nodes}?watch=true").ShouldBe((405, "watch is not supported on resources of kind \"nodes.metrics.k8s.io\""));
    }

    [Fact]
    public void They_are_discovered_and_shown_in_tables()
    {
        Get("/apis").ListAt("groups").Select(g => g.StringAt("name")).Last().ShouldBe("metrics.k8s.io");
        var resources = Get("/apis/metrics.k8s.io/v1beta1").ListAt("resources");
        resources.Select(r => $"{r.StringAt("name")} {r.StringAt("kind")} {r.At("verbs")}").ShouldBe(["nodes NodeMetrics [\"get\",\"list\"]", "pods PodMetrics [\"get\",\"list\"]"]);
        using var table = _api.Send("GET", Nodes, accept: "application/json;as=Table;v=v1;g=meta.k8s.io");
        table.Json.ListAt("columnDefinitions").Select(c => c.StringAt("name")).ShouldBe(["Name", "cpu", "memory", "Window"]);
        table.Json.ListAt("rows")[0].At("cells")!.ToString().ShouldBe("""["node-1","100m","512Mi","15s"]""");
    }

    private void Deploy(string name, int replicas, string annotations)
    {
        Create("/apis/apps/v1/namespaces/default/deployments", $$$"""
            {"kind":"Deployment","apiVersion":"apps/v1","metadata":{"name":"{{{name}}}","annotations":{ {{{annotations}}} } },
             "spec":{"replicas":{{{replicas}}},"selector":{"matchLabels":{"app":"{{{name}}}"} },
             "template":{"metadata":{"labels":{"app":"{{{name}}}"} },"spec":{"containers":[{"name":"c","image":"nginx:1"}]} } } }
            """);
        _api.Settle();
    }

    private void Create(string path, string body)
    {
        using var answer = _api.Send("POST", path, Encoding.UTF8.GetBytes(body), "application/json");
        answer.Code.ShouldBe(201, answer.Text);
    }

    private Value Get(string path)
    {
        using var answer = _api.Send("GET", path);
        answer.Code.ShouldBe(200, answer.Text);
        return answer.Json;
    }

    private (int Code, string? Message) Refusal(string method, string path, string body = "")
    {
        using var answer = _api.Send(method, path, Encoding.UTF8.GetBytes(body), "application/json");
        return (answer.Code, answer.Json.StringAt("message"));
    }
}
