using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Scheduling;

public sealed class SchedulerTests
{
    private static readonly WriteContext Me = new("me", "kubectl/v1.32");
    private static readonly ObjectKey Key = new("default", "web");

    private readonly EmbeddedCluster _cluster = new(new ClusterOptions { Nodes = 2 });

    public SchedulerTests() => _cluster.Loop.Advance(TimeSpan.FromSeconds(2));

    [Fact]
    public void What_no_node_can_ever_hold_is_not_helped_by_preemption()
    {
        Create("\"containers\":[{\"name\":\"c\",\"image\":\"nginx\",\"resources\":{\"requests\":{\"cpu\":\"4000\"}}}]");
        Condition().StringAt("reason").ShouldBe("Unschedulable");
        Condition().StringAt("message").ShouldBe(
            "0/2 nodes are available: 2 Insufficient cpu. no new claims to deallocate, preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.");
    }

    [Fact]
    public void An_init_container_that_asks_for_more_counts()
    {
        Create("\"initContainers\":[{\"name\":\"i\",\"image\":\"nginx\",\"resources\":{\"requests\":{\"memory\":\"100Ti\"}}}],\"containers\":[{\"name\":\"c\",\"image\":\"nginx\"}]");
        Condition().StringAt("message").ShouldStartWith("0/2 nodes are available: 2 Insufficient memory.");
    }

    [Theory]
    [InlineData("In", "\"node-2\"", "node-2")]
    [InlineData("NotIn", "\"node-2\"", "node-1")]
    [InlineData("In", "\"node-9\"", null)]
    public void Required_node_affinity_is_kept(string op, string values, string? node)
    {
        Create(
            "\"containers\":[{\"name\":\"c\",\"image\":\"nginx\"}],\"affinity\":{\"nodeAffinity\":{\"requiredDuringSchedulingIgnoredDuringExecution\":{\"nodeSelectorTerms\":"
            + $"[{{\"matchExpressions\":[{{\"key\":\"kubernetes.io/hostname\",\"operator\":\"{op}\",\"values\":[{values}]}}]}}]}}}}}}");
        Pod().Root.StringAt("spec", "nodeName").ShouldBe(node);
        if (node is null)
        {
            Condition().StringAt("message").ShouldStartWith("0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector.");
        }
    }

    /// <summary>As a DaemonSet's Pod does (NodeAffinity's PreFilter in pkg/scheduler/framework/plugins): the other nodes are not asked what else they lack.</summary>
    [Theory]
    [InlineData("{\"matchFields\":[NAME(node-2)]}", "0/2 nodes are available: 1 Insufficient cpu, 1 node(s) didn't satisfy plugin(s) [NodeAffinity].")]
    [InlineData("{\"matchFields\":[NAME(node-1)]},{\"matchFields\":[NAME(node-2)]}", "0/2 nodes are available: 2 Insufficient cpu.")]
    [InlineData("{\"matchFields\":[NAME(node-9)]}", "0/2 nodes are available: 2 node(s) didn't satisfy plugin(s) [NodeAffinity].")]
    [InlineData("{\"matchFields\":[NAME(node-1),NAME(node-2)]}", "0/2 nodes are available: pod affinity terms conflict.")]
    public void Nodes_that_an_affinity_names_are_the_only_ones_asked(string terms, string message)
    {
        var named = System.Text.RegularExpressions.Regex.Replace(terms, @"NAME\((.*?)\)", "{\"key\":\"metadata.name\",\"operator\":\"In\",\"values\":[\"$1\"]}");
        Create(
            "\"containers\":[{\"name\":\"c\",\"image\":\"nginx\",\"resources\":{\"requests\":{\"cpu\":\"4000\"}}}],"
            + $"\"affinity\":{{\"nodeAffinity\":{{\"requiredDuringSchedulingIgnoredDuringExecution\":{{\"nodeSelectorTerms\":[{named}]}}}}}}");
        Condition().StringAt("message").ShouldStartWith(message);
    }

    [Fact]
    public void A_pod_waits_for_a_node_that_is_uncordoned()
    {
        Cordon(true);
        Create("\"containers\":[{\"name\":\"c\",\"image\":\"nginx\"}]");
        Condition().StringAt("message").ShouldStartWith("0/2 nodes are available: 2 node(s) were unschedulable.");
        Cordon(false);
        PodView.Of(Pod()).IsReady.ShouldBeTrue();
    }

    [Fact]
    public void Taints_and_labels_that_do_not_fit_are_counted_by_node()
    {
        Change("node-1", n => n.With("spec", MapValue.Of(("taints", ListValue.Of([MapValue.Of(("key", "team"), ("value", "a"), ("effect", "NoSchedule"))])))));
        Create("\"containers\":[{\"name\":\"c\",\"image\":\"nginx\"}],\"nodeSelector\":{\"disk\":\"ssd\"}");
        Condition().StringAt("message").ShouldBe(
            "0/2 nodes are available: 1 node(s) didn't match Pod's node affinity/selector, 1 node(s) had untolerated taint(s). "
            + "no new claims to deallocate, preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.");
        Change("node-2", n => n.WithLabel("disk", "ssd"));
        PodView.Of(Pod()).NodeName.ShouldBe("node-2");
    }

    [Fact]
    public void What_others_have_taken_is_named_with_all_that_is_missing()
    {
        const string all = "\"containers\":[{\"name\":\"c\",\"image\":\"nginx\",\"resources\":{\"requests\":{\"cpu\":\"6\",\"memory\":\"20Gi\"}}}]";
        Create(all, "a");
        Create(all, "b");
        Create(all);
        Condition().StringAt("message").ShouldBe(
            "0/2 nodes are available: 2 Insufficient cpu, 2 Insufficient memory. no new claims to deallocate, preemption: 0/2 nodes are available: 2 No preemption victims found for incoming pod.");
        _cluster.Api.Delete(Resources.Pods, new ObjectKey("default", "a"), DeleteOptions.Default, Me);
        _cluster.Loop.Advance(TimeSpan.FromSeconds(5));
        PodView.Of(Pod()).IsReady.ShouldBeTrue();
    }

    [Fact]
    public void Devices_that_no_node_has_are_named()
    {
        Create("\"containers\":[{\"name\":\"c\",\"image\":\"nginx\",\"resources\":{\"limits\":{\"nvidia.com/gpu\":\"1\"},\"requests\":{\"nvidia.com/gpu\":\"1\"}}}]");
        Condition().StringAt("message").ShouldStartWith("0/2 nodes are available: 2 Insufficient nvidia.com/gpu. ");
    }

    [Fact]
    public void A_node_that_is_full_takes_no_more()
    {
        foreach (var name in new[] { "node-1", "node-2" })
        {
            var node = _cluster.Api.Get(Resources.Nodes, new ObjectKey("", name));
            _cluster.Api.Update(Resources.Nodes, node.With("status", node.Status!.With("allocatable", node.Root.MapAt("status", "allocatable")!.With("pods", "0"))), Me, "status");
        }

        _cluster.Loop.Advance(TimeSpan.FromSeconds(1));
        Create("\"containers\":[{\"name\":\"c\",\"image\":\"nginx\"}]");
        Condition().StringAt("message").ShouldStartWith("0/2 nodes are available: 2 Too many pods. ");
    }

    [Fact]
    public void A_port_of_the_node_is_taken_once()
    {
        const string port = "\"containers\":[{\"name\":\"c\",\"image\":\"nginx\",\"ports\":[{\"containerPort\":80,\"hostPort\":8080}]}]";
        Create(port, "a");
        Create(port, "b");
        Create(port);
        Condition().StringAt("message").ShouldStartWith("0/2 nodes are available: 2 node(s) didn't have free ports for the requested pod ports. ");
    }

    [Theory]
    [InlineData("absent", "persistentvolumeclaim \"absent\" not found")]
    [InlineData("unbound", "pod has unbound immediate PersistentVolumeClaims")]
    public void A_claim_that_is_not_bound_keeps_it_from_every_node(string claim, string reason)
    {
        _cluster.Api.Create(Resources.PersistentVolumeClaims, KubeObject.Parse(
            """
            {"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{"name":"unbound","namespace":"default"},
             "spec":{"storageClassName":"none","accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}}}
            """), Me);
        Create($"\"volumes\":[{{\"name\":\"v\",\"persistentVolumeClaim\":{{\"claimName\":\"{claim}\"}}}}],\"containers\":[{{\"name\":\"c\",\"image\":\"nginx\"}}]");
        Condition().StringAt("message").ShouldBe(
            $"0/2 nodes are available: {reason}. not found");
    }

    [Fact]
    public void Pods_that_keep_apart_take_a_node_each()
    {
        const string apart = """
            "containers":[{"name":"c","image":"nginx"}],"affinity":{"podAntiAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":
            [{"labelSelector":{"matchLabels":{"app":"web"}},"topologyKey":"kubernetes.io/hostname"}]}}
            """;
        Create(apart, "a", "web");
        Create(apart, "b", "web");
        Create(apart, app: "web");
        Condition().StringAt("message").ShouldStartWith("0/2 nodes are available: 2 node(s) didn't match pod anti-affinity rules. ");
        Condition().StringAt("message").ShouldEndWith("2 No preemption victims found for incoming pod.");
        Create("\"containers\":[{\"name\":\"c\",\"image\":\"nginx\"}]", "other", "web");
        Condition("other").StringAt("message").ShouldStartWith("0/2 nodes are available: 2 node(s) didn't satisfy existing pods anti-affinity rules. ");
    }

    [Fact]
    public void A_Pod_goes_where_those_are_that_it_wants_to_be_near()
    {
        string Near(string app) => """
            "containers":[{"name":"c","image":"nginx"}],"affinity":{"podAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":
            [{"labelSelector":{"matchLabels":{"app":"APP"}},"topologyKey":"kubernetes.io/hostname"}]}}
            """.Replace("APP", app, StringComparison.Ordinal);
        Create(Near("cache"));
        Condition().StringAt("message").ShouldStartWith("0/2 nodes are available: 2 node(s) didn't match pod affinity rules. ");
        Create("\"nodeName\":\"node-2\",\"containers\":[{\"name\":\"c\",\"image\":\"nginx\"}]", "cache", "cache");
        PodView.Of(Pod()).NodeName.ShouldBe("node-2");
        Create(Near("self"), "first", "self");
        PodView.Of(_cluster.Api.Get(Resources.Pods, new ObjectKey("default", "first"))).NodeName.ShouldNotBeEmpty();
    }

    [Fact]
    public void A_spread_that_must_hold_is_kept()
    {
        string Spread(string key) => """
            "containers":[{"name":"c","image":"nginx"}],"topologySpreadConstraints":[{"maxSkew":1,"topologyKey":"KEY","whenUnsatisfiable":"DoNotSchedule",
            "labelSelector":{"matchLabels":{"app":"web"}}}]
            """.Replace("KEY", key, StringComparison.Ordinal);
        Create("\"nodeName\":\"node-1\",\"containers\":[{\"name\":\"c\",\"image\":\"nginx\"}]", "a", "web");
        Change("node-2", n => n.With("spec", (n.Spec ?? MapValue.Empty).With("unschedulable", true)));
        Create(Spread("kubernetes.io/hostname"), app: "web");
        Condition().StringAt("message").ShouldStartWith(
            "0/2 nodes are available: 1 node(s) didn't match pod topology spread constraints, 1 node(s) were unschedulable. ");
        Create(Spread("zone"), "zoned", "web");
        Condition("zoned").StringAt("message")!.ShouldContain("1 node(s) didn't match pod topology spread constraints (missing required label)");
        Change("node-2", n => n.With("spec", MapValue.Empty));
        PodView.Of(Pod()).NodeName.ShouldBe("node-2");
    }

    private void Change(string name, Func<KubeObject, KubeObject> change)
    {
        _cluster.Api.Update(Resources.Nodes, change(_cluster.Api.Get(Resources.Nodes, new ObjectKey("", name))), Me);
        _cluster.Loop.Advance(TimeSpan.FromSeconds(2));
    }

    private void Cordon(bool cordoned)
    {
        foreach (var name in new[] { "node-1", "node-2" })
        {
            var node = _cluster.Api.Get(Resources.Nodes, new ObjectKey("", name));
            _cluster.Api.Update(Resources.Nodes, node.With("spec", (node.Spec ?? MapValue.Empty).With("unschedulable", cordoned)), Me);
        }

        _cluster.Loop.Advance(TimeSpan.FromSeconds(5));
    }

    private void Create(string spec, string name = "web", string app = "none")
    {
        _cluster.Api.Create(Resources.Pods, KubeObject.Parse(
            $"{{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{{\"name\":\"{name}\",\"namespace\":\"default\",\"labels\":{{\"app\":\"{app}\"}}}},\"spec\":{{{spec}}}}}"), Me);
        _cluster.Loop.Advance(TimeSpan.FromSeconds(5));
    }

    private KubeObject Pod() => _cluster.Api.Get(Resources.Pods, Key);

    private Value? Condition(string name = "web") =>
        _cluster.Api.Get(Resources.Pods, new ObjectKey("default", name)).Root.ListAt("status", "conditions").FirstOrDefault(c => c.StringAt("type") == "PodScheduled");
}
