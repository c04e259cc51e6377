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

    [Fact]
    public void A_pod_waits_for_a_node_that_is_uncordoned()
    {
        Cordon(true);
        Create("\"containers\":[{\"name\":\"c\",\"image\":\"nginx\"}]");
        Condition().StringAt("message").ShouldStartWith("0/2 nodes are available: 2 node(s) were unschedulable.");
        Cordon(false);
        PodView.Of(Pod()).IsReady.ShouldBeTrue();
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

    private void Create(string spec)
    {
        _cluster.Api.Create(Resources.Pods, KubeObject.Parse(
            $"{{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{{\"name\":\"web\",\"namespace\":\"default\"}},\"spec\":{{{spec}}}}}"), Me);
        _cluster.Loop.Advance(TimeSpan.FromSeconds(5));
    }

    private KubeObject Pod() => _cluster.Api.Get(Resources.Pods, Key);

    private Value? Condition() => Pod().Root.ListAt("status", "conditions").FirstOrDefault(c => c.StringAt("type") == "PodScheduled");
}
