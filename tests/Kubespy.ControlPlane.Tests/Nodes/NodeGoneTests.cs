using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Tests.Kubelet;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Nodes;

/// <summary>Pods that no kubelet will end, and Pods that a kubelet does not take.</summary>
public sealed class NodeGoneTests
{
    private const string Plain = "\"containers\":[{\"name\":\"c\",\"image\":\"nginx:1\"}]";

    private readonly NodeFixture _cluster = new(new ClusterOptions { Nodes = 3 });

    [Fact]
    public void Pods_of_a_node_that_was_deleted_are_removed_after_a_while()
    {
        _cluster.Run($"\"nodeName\":\"node-2\",{Plain}", 3);
        _cluster.Cluster.StopNode("node-2");
        _cluster.Cluster.Api.Delete(Resources.Nodes, new ObjectKey("", "node-2"), DeleteOptions.Default, NodeFixture.Me);
        KubeObject? last = null;
        _cluster.Cluster.Store.Subscribe(Resources.Pods, change => last = change.Object);
        _cluster.SecondsUntil(() => !_cluster.Exists(), 120).ShouldBeInRange(40, 61);
        last!.Root.StringAt("status", "phase").ShouldBe("Failed");
        last.Condition("DisruptionTarget").StringAt("reason").ShouldBe("DeletionByPodGC");
        last.Condition("DisruptionTarget").StringAt("message").ShouldBe("PodGC: node no longer exists");
    }

    [Fact]
    public void A_Pod_with_a_node_that_never_was_goes_too()
    {
        _cluster.Run($"\"nodeName\":\"node-9\",{Plain}", 3);
        _cluster.Pod().Root.StringAt("status", "phase").ShouldBe("Pending");
        _cluster.SecondsUntil(() => !_cluster.Exists(), 120);
    }

    [Fact]
    public void A_node_out_of_service_does_not_hold_Pods_that_are_to_go()
    {
        _cluster.Run($"\"nodeName\":\"node-2\",{Plain}", 3);
        _cluster.Cluster.StopNode("node-2");
        _cluster.Advance(30);
        _cluster.Delete();
        _cluster.Advance(60);
        _cluster.Exists().ShouldBeTrue();
        var node = _cluster.Cluster.Api.Get(Resources.Nodes, new ObjectKey("", "node-2"));
        var taint = MapValue.Of(("key", "node.kubernetes.io/out-of-service"), ("value", "nodeshutdown"), ("effect", "NoExecute"));
        _cluster.Cluster.Api.Update(Resources.Nodes, node.With("spec", node.Spec!.With("taints", node.Root.ListAt("spec", "taints").Add(taint))), NodeFixture.Me);
        _cluster.SecondsUntil(() => !_cluster.Exists()).ShouldBeLessThan(21);
    }

    [Fact]
    public void A_kubelet_refuses_what_does_not_fit()
    {
        _cluster.Run("\"nodeName\":\"node-1\",\"containers\":[{\"name\":\"c\",\"image\":\"nginx:1\",\"resources\":{\"requests\":{\"cpu\":\"5\"}}}]", 3);
        _cluster.Create("\"nodeName\":\"node-1\",\"containers\":[{\"name\":\"c\",\"image\":\"nginx:1\",\"resources\":{\"requests\":{\"cpu\":\"4\"}}}]", "more");
        _cluster.Advance(3);
        var status = _cluster.Pod("more").Status;
        status.StringAt("phase").ShouldBe("Failed");
        status.StringAt("reason").ShouldBe("OutOfcpu");
        status.StringAt("message").ShouldBe("Pod was rejected: Node didn't have enough resource: cpu, requested: 4000, used: 5000, capacity: 8000");
        _cluster.Events("more").ShouldBe(["OutOfcpu Node didn't have enough resource: cpu, requested: 4000, used: 5000, capacity: 8000"]);
        PodView.Of(_cluster.Pod()).IsReady.ShouldBeTrue();
    }

    [Fact]
    public void What_was_refused_stays_so_when_the_kubelet_starts_anew()
    {
        _cluster.Run($"\"nodeName\":\"node-1\",\"nodeSelector\":{{\"kubernetes.io/hostname\":\"node-2\"}},{Plain}", 3);
        var revision = _cluster.Pod().ResourceVersion;
        _cluster.Cluster.StopNode("node-1");
        _cluster.Cluster.StartNode("node-1");
        _cluster.Advance(3);
        _cluster.Pod().ResourceVersion.ShouldBe(revision);
    }

    [Fact]
    public void A_kubelet_refuses_what_is_meant_for_another_node()
    {
        _cluster.Run($"\"nodeName\":\"node-1\",\"nodeSelector\":{{\"kubernetes.io/hostname\":\"node-2\"}},{Plain}", 3);
        _cluster.Pod().Root.StringAt("status", "reason").ShouldBe("NodeAffinity");
        _cluster.Pod().Root.StringAt("status", "message").ShouldBe("Pod was rejected: Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector");
    }
}
