using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Tests.Kubelet;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Nodes;

/// <summary>What recording 18 shows of a node that dies and comes back, and what other nodes' losses add to it.</summary>
public sealed class NodeLossTests
{
    private const string Tolerant = """
        "tolerations":[{"key":"node.kubernetes.io/unreachable","operator":"Exists","effect":"NoExecute","tolerationSeconds":5},
                       {"key":"node.kubernetes.io/not-ready","operator":"Exists","effect":"NoExecute","tolerationSeconds":5}],
        "nodeName":"node-2","containers":[{"name":"c","image":"nginx:1"}]
        """;

    private readonly NodeFixture _cluster = new(new ClusterOptions { Nodes = 3 });

    private bool IsTerminating => _cluster.Pod().IsBeingDeleted;

    [Fact]
    public void A_silent_node_becomes_unknown_and_its_Pods_not_ready()
    {
        _cluster.Run(Tolerant, 3);
        _cluster.Cluster.StopNode("node-2");
        _cluster.SecondsUntil(() => Status("node-2") == "Unknown").ShouldBeInRange(10, 21.1);
        _cluster.Advance(1);
        Node("node-2").Root.ListAt("status", "conditions").Select(c => $"{c.StringAt("status")} {c.StringAt("reason")} {c.StringAt("message")}").Distinct()
            .ShouldBe(["Unknown NodeStatusUnknown Kubelet stopped posting node status."]);
        Taints("node-2").ShouldBe(["node.kubernetes.io/unreachable:NoSchedule", "node.kubernetes.io/unreachable:NoExecute"]);
        _cluster.Events("node-2").ShouldContain("NodeNotReady Node node-2 status is now: NodeNotReady");

        _cluster.Pod().Condition("Ready").StringAt("status").ShouldBe("False");
        _cluster.Pod().Condition("Ready").StringAt("reason").ShouldBeNull();
        _cluster.Pod().Condition("ContainersReady").StringAt("status").ShouldBe("True");
        _cluster.Container().BoolAt("ready").ShouldBe(true);
        _cluster.Events().ShouldContain("NodeNotReady Node is not ready");
    }

    [Fact]
    public void Pods_go_once_their_patience_is_over_and_end_when_the_node_is_back()
    {
        _cluster.Run(Tolerant, 3);
        _cluster.Cluster.StopNode("node-2");
        _cluster.SecondsUntil(() => Taints("node-2").Contains("node.kubernetes.io/unreachable:NoExecute"));
        _cluster.SecondsUntil(() => IsTerminating).ShouldBeInRange(4.9, 5.2);
        var target = _cluster.Pod().Condition("DisruptionTarget");
        target.StringAt("reason").ShouldBe("DeletionByTaintManager");
        target.StringAt("message").ShouldBe("Taint manager: deleting due to NoExecute taint");
        _cluster.Events().ShouldContain("TaintManagerEviction Marking for deletion Pod default/web");

        _cluster.Advance(120);
        _cluster.Pod().Root.StringAt("status", "phase").ShouldBe("Running");
        _cluster.Cluster.StartNode("node-2");
        _cluster.SecondsUntil(() => _cluster.Pod().Root.StringAt("status", "phase") == "Succeeded").ShouldBeLessThan(2);
        _cluster.Pod().Root.ListAt("status", "conditions").Select(c => c.StringAt("type")).First().ShouldBe("DisruptionTarget");
        _cluster.SecondsUntil(() => !_cluster.Exists()).ShouldBeLessThan(2);
    }

    [Fact]
    public void A_Pod_whose_end_was_written_but_not_its_deletion_goes_when_the_node_is_back()
    {
        _cluster.Run(Tolerant, 3);
        _cluster.Delete();
        _cluster.SecondsUntil(() => _cluster.Pod().Root.StringAt("status", "phase") == "Succeeded");
        _cluster.Cluster.StopNode("node-2");
        _cluster.Advance(60);
        _cluster.Exists().ShouldBeTrue();
        _cluster.Cluster.StartNode("node-2");
        _cluster.SecondsUntil(() => !_cluster.Exists()).ShouldBeLessThan(2);
    }

    [Fact]
    public void A_Pod_that_is_deleted_while_its_node_refuses_it_goes()
    {
        _cluster.Create("\"nodeName\":\"node-2\",\"nodeSelector\":{\"no\":\"where\"},\"containers\":[{\"name\":\"c\",\"image\":\"nginx:1\"}]");
        _cluster.SecondsUntil(() => _cluster.Events().Count > 0);
        _cluster.Pod().Root.StringAt("status", "phase").ShouldBe("Pending");
        _cluster.Delete();
        _cluster.SecondsUntil(() => !_cluster.Exists()).ShouldBeLessThan(2);
    }

    [Fact]
    public void A_node_that_comes_back_loses_its_taints_and_keeps_its_Pods()
    {
        _cluster.Run("\"nodeName\":\"node-2\",\"containers\":[{\"name\":\"c\",\"image\":\"nginx:1\"}]", 3);
        var id = _cluster.Container().StringAt("containerID");
        _cluster.Cluster.StopNode("node-2");
        _cluster.SecondsUntil(() => Taints("node-2").Count == 2);
        _cluster.Cluster.StartNode("node-2");
        _cluster.SecondsUntil(() => Taints("node-2").Count == 1).ShouldBeLessThan(0.1);
        Status("node-2").ShouldBe("True");
        _cluster.SecondsUntil(() => Taints("node-2").Count == 0).ShouldBeLessThanOrEqualTo(5.1);
        _cluster.Events("node-2").ShouldContain("NodeReady Node node-2 status is now: NodeReady");
        PodView.Of(_cluster.Pod()).IsReady.ShouldBeTrue();
        _cluster.Container().StringAt("containerID").ShouldBe(id);
        _cluster.Container().Int64At("restartCount").ShouldBe(0);
        _cluster.Advance(1);
        _cluster.Events().ShouldContain("TaintManagerEviction Cancelling deletion of Pod default/web");
        _cluster.Advance(400);
        IsTerminating.ShouldBeFalse();
    }

    [Fact]
    public void A_Pod_stays_five_minutes_where_it_says_nothing_else()
    {
        _cluster.Run("\"nodeName\":\"node-2\",\"containers\":[{\"name\":\"c\",\"image\":\"nginx:1\"}]", 3);
        _cluster.Cluster.StopNode("node-2");
        _cluster.SecondsUntil(() => Taints("node-2").Count == 2);
        _cluster.SecondsUntil(() => IsTerminating, 400).ShouldBeInRange(299, 301);
    }

    [Fact]
    public void A_process_that_ends_while_its_node_is_silent_is_found_ended()
    {
        _cluster.Run("\"restartPolicy\":\"Never\",\"nodeName\":\"node-2\",\"containers\":[{\"name\":\"c\",\"image\":\"nginx:1\",\"env\":[{\"name\":\"EXIT\",\"value\":\"3\"},{\"name\":\"EXIT_AFTER\",\"value\":\"10\"}]}]", 3);
        _cluster.Cluster.StopNode("node-2");
        _cluster.Advance(20);
        _cluster.Pod().Root.StringAt("status", "phase").ShouldBe("Running");
        _cluster.Cluster.StartNode("node-2");
        _cluster.SecondsUntil(() => _cluster.Pod().Root.StringAt("status", "phase") == "Failed").ShouldBeLessThan(3);
        _cluster.Container().Int64At("state", "terminated", "exitCode").ShouldBe(3);
    }

    [Fact]
    public void An_annotation_of_the_Node_is_the_switch_of_its_machine()
    {
        _cluster.Run(Tolerant, 3);
        Annotate("true");
        _cluster.SecondsUntil(() => Status("node-2") == "Unknown").ShouldBeInRange(10, 21.1);
        _cluster.SecondsUntil(() => IsTerminating).ShouldBeLessThan(20);
        Annotate(null);
        _cluster.SecondsUntil(() => Status("node-2") == "True").ShouldBeLessThan(1);
        _cluster.SecondsUntil(() => !_cluster.Exists()).ShouldBeLessThan(3);
    }

    [Fact]
    public void The_switch_does_not_wake_a_node_that_was_stopped_otherwise()
    {
        _cluster.Cluster.StopNode("node-2");
        _cluster.SecondsUntil(() => Taints("node-2").Count == 2);
        _cluster.Advance(60);
        Status("node-2").ShouldBe("Unknown");
    }

    private void Annotate(string? value) =>
        _cluster.Cluster.Api.Update(Resources.Nodes, Node("node-2").WithAnnotation("kubespy.dev/stopped", value), NodeFixture.Me);

    [Fact]
    public void Where_all_nodes_are_silent_none_is_emptied()
    {
        _cluster.Run(Tolerant, 3);
        foreach (var name in new[] { "node-1", "node-2", "node-3" })
        {
            _cluster.Cluster.StopNode(name);
        }

        _cluster.Advance(60);
        Taints("node-2").ShouldBe(["node.kubernetes.io/unreachable:NoSchedule"]);
        IsTerminating.ShouldBeFalse();
    }

    [Fact]
    public void A_controller_manager_that_crashed_watches_over_no_nodes_any_more()
    {
        var cluster = new NodeFixture(new ClusterOptions { Nodes = 1 });
        cluster.Cluster.StopNode("node-1");
        cluster.Advance(60);
        var steps = StepsInAMinute(cluster);
        for (var crashes = 0; crashes < 5; crashes++)
        {
            cluster.Cluster.RestartControllerManager();
            cluster.Advance(60);
        }

        StepsInAMinute(cluster).ShouldBeInRange(steps / 2, steps * 3 / 2);
    }

    [Fact]
    public void Nodes_are_emptied_one_after_another()
    {
        var cluster = new NodeFixture(new ClusterOptions { Nodes = 5 });
        cluster.Cluster.StopNode("node-1");
        cluster.Cluster.StopNode("node-2");
        int Emptied() => cluster.Cluster.Store.Read(Resources.Nodes).Objects.Values.Count(n => n.Root.ListAt("spec", "taints").Any(t => t.StringAt("effect") == "NoExecute"));
        cluster.SecondsUntil(() => Emptied() == 1);
        cluster.SecondsUntil(() => Emptied() == 2).ShouldBeInRange(9.5, 10.5);
    }

    [Fact]
    public void A_cordoned_node_carries_the_taint_that_says_so()
    {
        var node = Node("node-1");
        _cluster.Cluster.Api.Update(Resources.Nodes, node.With("spec", (node.Spec ?? MapValue.Empty).With("unschedulable", true)), NodeFixture.Me);
        _cluster.Advance(1);
        Taints("node-1").ShouldBe(["node.kubernetes.io/unschedulable:NoSchedule"]);
        _cluster.Cluster.Api.Update(Resources.Nodes, Node("node-1").With("spec", Node("node-1").Spec!.WithOptional("unschedulable", null)), NodeFixture.Me);
        _cluster.Advance(1);
        Taints("node-1").ShouldBeEmpty();
    }

    [Fact]
    public void A_healthy_node_renews_its_lease_and_reports_now_and_then()
    {
        var lease = Lease();
        var heartbeat = Node("node-1").Condition("Ready").StringAt("lastHeartbeatTime");
        _cluster.Advance(20);
        Lease().ShouldNotBe(lease);
        Node("node-1").Condition("Ready").StringAt("lastHeartbeatTime").ShouldBe(heartbeat);
        _cluster.Advance(300);
        Node("node-1").Condition("Ready").StringAt("lastHeartbeatTime").ShouldNotBe(heartbeat);
        Status("node-1").ShouldBe("True");
        _cluster.Cluster.Loop.HasPendingWork.ShouldBeFalse();
    }

    [Fact]
    public void A_node_that_does_not_exist_is_an_error_that_names_those_that_do() =>
        Should.Throw<ArgumentException>(() => _cluster.Cluster.StopNode("node-9")).Message.ShouldContain("node-1, node-2, node-3");

    private static long StepsInAMinute(NodeFixture cluster)
    {
        var steps = cluster.Cluster.Loop.Steps;
        cluster.Advance(60);
        return cluster.Cluster.Loop.Steps - steps;
    }

    private string? Lease() => _cluster.Cluster.Api.Get(Resources.Leases, new ObjectKey("kube-node-lease", "node-1")).Root.StringAt("spec", "renewTime");

    private KubeObject Node(string name) => _cluster.Cluster.Api.Get(Resources.Nodes, new ObjectKey("", name));

    private string? Status(string name) => Node(name).Condition("Ready").StringAt("status");

    private List<string> Taints(string name) => [.. Node(name).Root.ListAt("spec", "taints").Select(t => $"{t.StringAt("key")}:{t.StringAt("effect")}")];
}
