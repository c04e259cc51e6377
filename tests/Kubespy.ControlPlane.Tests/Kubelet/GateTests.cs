using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Api.Patching;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Kubelet;

/// <summary>What holds a Pod back, or does not: scheduling gates, readiness gates, RuntimeClasses, volumes that nothing mounts.</summary>
public sealed class GateTests
{
    private const string Container = "\"containers\":[{\"name\":\"c\",\"image\":\"nginx:1\"}]";

    private readonly NodeFixture _node = new();

    [Fact]
    public void A_gated_pod_is_not_scheduled_until_its_gates_are_gone()
    {
        var pod = _node.Run("\"schedulingGates\":[{\"name\":\"a.b/c\"}]," + Container, 5);
        pod.Condition("PodScheduled").ShouldNotBeNull().StringAt("reason").ShouldBe("SchedulingGated");
        pod.Condition("PodScheduled").StringAt("message").ShouldBe("Scheduling is blocked due to non-empty scheduling gates");
        pod.Root.StringAt("spec", "nodeName").ShouldBeNull();
        _node.Events().ShouldBeEmpty();

        Change(spec => spec.Without("schedulingGates"));
        _node.Advance(3);
        PodView.Of(_node.Pod()).IsReady.ShouldBeTrue();
    }

    [Fact]
    public void Gates_may_go_and_not_come()
    {
        _node.Create("\"schedulingGates\":[{\"name\":\"a.b/c\"}]," + Container);
        Should.Throw<ApiException>(() => Change(spec => spec.With("schedulingGates", spec.ListAt("schedulingGates").Add(MapValue.Of(("name", "x.y/z"))))))
            .Message.ShouldBe("Pod \"web\" is invalid: spec.schedulingGates[1].name: Forbidden: only deletion is allowed, but found new scheduling gate 'x.y/z'");
    }

    [Fact]
    public void Where_a_gated_pod_may_run_can_be_narrowed()
    {
        _node.Create("\"schedulingGates\":[{\"name\":\"a.b/c\"}],\"nodeSelector\":{\"a\":\"b\"}," + Container);
        Change(spec => spec.With("nodeSelector", MapValue.Of(("a", "b"), ("c", "d"))));
        Should.Throw<ApiException>(() => Change(spec => spec.With("nodeSelector", MapValue.Of(("c", "d")))))
            .Message.ShouldBe("Pod \"web\" is invalid: spec.nodeSelector: Invalid value: {\"c\":\"d\"}: only additions to spec.nodeSelector are allowed (no mutations or deletions)");
        Change(spec => spec.With("affinity", KubeObject.Parse("""{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"k","operator":"Exists"}]}]}}}""").Root));
        Should.Throw<ApiException>(() => Change(spec => spec.Without("affinity")))
            .Message.ShouldContain("no additions/deletions to non-empty NodeSelectorTerms list are allowed");
    }

    [Fact]
    public void A_readiness_gate_holds_back_until_its_condition_is_there()
    {
        var pod = _node.Run("\"readinessGates\":[{\"conditionType\":\"a.b/ok\"}]," + Container, 5);
        pod.Condition("ContainersReady").StringAt("status").ShouldBe("True");
        pod.Condition("Ready").StringAt("reason").ShouldBe("ReadinessGatesNotReady");
        pod.Condition("Ready").StringAt("message").ShouldBe("corresponding condition of pod readiness gate \"a.b/ok\" does not exist.");

        SetCondition("False");
        _node.Advance(1);
        _node.Pod().Condition("Ready").StringAt("message").ShouldBe("the status of pod readiness gate \"a.b/ok\" is not \"True\", but False");

        SetCondition("True");
        _node.Advance(1);
        PodView.Of(_node.Pod()).IsReady.ShouldBeTrue();
        _node.Pod().Condition("a.b/ok").StringAt("status").ShouldBe("True");
    }

    [Fact]
    public void A_runtime_class_that_is_not_there_is_refused() =>
        Should.Throw<ApiException>(() => _node.Create("\"runtimeClassName\":\"absent\"," + Container))
            .Message.ShouldBe("pods \"web\" is forbidden: pod rejected: RuntimeClass \"absent\" not found");

    [Fact]
    public void A_runtime_class_adds_overhead_and_where_to_run()
    {
        _node.Cluster.Api.Create(Resources.RuntimeClasses, KubeObject.Parse(
            """{"apiVersion":"node.k8s.io/v1","kind":"RuntimeClass","metadata":{"name":"r"},"handler":"h","overhead":{"podFixed":{"cpu":"250m"}},"scheduling":{"nodeSelector":{"a":"b"},"tolerations":[{"key":"t","operator":"Exists"}]}}"""), NodeFixture.Me);
        _node.Create("\"runtimeClassName\":\"r\",\"nodeSelector\":{\"c\":\"d\"}," + Container);
        _node.Pod().Root.MapAt("spec", "overhead")!.ToString().ShouldBe("{\"cpu\":\"250m\"}");
        _node.Pod().Root.MapAt("spec", "nodeSelector")!.ToString().ShouldBe("{\"a\":\"b\",\"c\":\"d\"}");
        _node.Pod().Root.ListAt("spec", "tolerations").Select(t => t.StringAt("key")).ShouldContain("t");
        Should.Throw<ApiException>(() => _node.Create("\"runtimeClassName\":\"r\",\"nodeSelector\":{\"a\":\"x\"}," + Container, "other"))
            .Message.ShouldBe("pods \"other\" is forbidden: conflict: runtimeClass.scheduling.nodeSelector[a] = b; pod.spec.nodeSelector[a] = x");
    }

    [Fact]
    public void Overhead_without_a_runtime_class_is_refused() =>
        Should.Throw<ApiException>(() => _node.Create("\"overhead\":{\"cpu\":\"1\"}," + Container))
            .Message.ShouldBe("pods \"web\" is forbidden: pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead");

    [Fact]
    public void What_nothing_mounts_is_not_waited_for() =>
        PodView.Of(_node.Run("\"volumes\":[{\"name\":\"v\",\"configMap\":{\"name\":\"absent\"}}]," + Container, 5)).IsReady.ShouldBeTrue();

    [Fact]
    public void A_pod_in_its_nodes_network_has_its_address_from_the_start()
    {
        var story = new PodStory(_node);
        var pod = _node.Run("\"hostNetwork\":true," + Container, 5);
        story.Lines.ShouldBe(
        [
            "Pending []",
            "Pending [Initialized] c{ContainerCreating n=0} ip",
            "Pending [Initialized PodReadyToStartContainers] c{ContainerCreating n=0} ip",
            "Running [ContainersReady Initialized PodReadyToStartContainers Ready] c{running n=0 ready started} ip",
        ]);
        pod.Root.StringAt("status", "podIP").ShouldBe(pod.Root.StringAt("status", "hostIP"));
    }

    private void SetCondition(string status) => _node.Cluster.Api.Patch(
        Resources.Pods, new ObjectKey("default", "web"),
        new Patch.StrategicMerge((MapValue)ValueReader.Read($$$"""{"status":{"conditions":[{"type":"a.b/ok","status":"{{{status}}}"}]}}""")), NodeFixture.Me, "status");

    private void Change(Func<MapValue, MapValue> change)
    {
        var pod = _node.Pod();
        _node.Cluster.Api.Update(Resources.Pods, pod.With("spec", change(pod.Spec!)), NodeFixture.Me);
    }

}
