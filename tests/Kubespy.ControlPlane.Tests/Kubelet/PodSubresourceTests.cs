using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Api.Patching;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Kubelet;

/// <summary>The parts of a Pod that are written by themselves, ephemeralcontainers and resize, as a 1.36 server and kubelet took them.</summary>
public sealed class PodSubresourceTests
{
    private const string Limited = "\"containers\":[{\"name\":\"c\",\"image\":\"nginx:1\",\"resources\":{\"requests\":{\"cpu\":\"100m\"},\"limits\":{\"cpu\":\"200m\"}}}]";
    private const string Plain = "\"containers\":[{\"name\":\"c\",\"image\":\"nginx:1\"}]";

    private readonly NodeFixture _node = new();

    [Fact]
    public void An_ephemeral_container_runs_once_beside_the_others()
    {
        _node.Run(Plain, 4);
        var story = new PodStory(_node);
        Patch("ephemeralcontainers", """{"spec":{"ephemeralContainers":[{"name":"d","image":"nginx:1","command":["sleep","3"],"targetContainerName":"c"}]}}""");
        _node.Advance(8);
        story.Of("d").ShouldBe(["ContainerCreating n=0", "running n=0", "Completed,0 n=0"]);
        var pod = _node.Pod();
        PodView.Of(pod).IsReady.ShouldBeTrue();
        pod.Generation.ShouldBe(2);
        pod.Root.ListAt("status", "ephemeralContainerStatuses")[0].At("started").ShouldBeNull();
        pod.Root.ListAt("metadata", "managedFields").Select(m => m.StringAt("subresource")).ShouldContain("ephemeralcontainers");
        _node.Cluster.Store.Read(Resources.Events).Objects.Values.Where(e => e.Root.StringAt("involvedObject", "fieldPath") == "spec.ephemeralContainers{d}")
            .Select(e => e.Root.StringAt("reason")!).Order(StringComparer.Ordinal).ShouldBe(["Created", "Pulled", "Started"]);
    }

    [Fact]
    public void An_ephemeral_container_is_stopped_with_its_pod()
    {
        _node.Run(Plain, 4);
        Patch("ephemeralcontainers", """{"spec":{"ephemeralContainers":[{"name":"d","image":"nginx:1"}]}}""");
        _node.Advance(4);
        var story = new PodStory(_node);
        _node.Delete();
        _node.SecondsUntil(() => !_node.Exists());
        story.Lines[^1].ShouldBe("Succeeded [Initialized:PodCompleted] c{Completed,0 n=0} d{Completed,0 n=0} ip");
        _node.Events().ShouldContain("Killing Stopping container d");
    }

    [Theory]
    [InlineData("""[{"name":"c","image":"x"}]""", "spec.ephemeralContainers[0].name: Duplicate value: \"c\"")]
    [InlineData("""[{"name":"d","image":"x","ports":[{"containerPort":80}]}]""", "spec.ephemeralContainers[0].ports: Forbidden: cannot be set for an Ephemeral Container")]
    [InlineData("""[{"name":"d","image":"x","targetContainerName":"absent"}]""", "spec.ephemeralContainers[0].targetContainerName: Not found: \"absent\"")]
    [InlineData("""[{"name":"d"}]""", "spec.ephemeralContainers[0].image: Required value")]
    [InlineData(
        """[{"name":"d","image":"x","resources":{"limits":{"cpu":"1"}},"livenessProbe":{"exec":{"command":["/bin/false"]}}}]""",
        "[spec.ephemeralContainers[0].resources: Forbidden: cannot be set for an Ephemeral Container, spec.ephemeralContainers[0].livenessProbe: Forbidden: cannot be set for an Ephemeral Container]")]
    public void What_an_ephemeral_container_cannot_be_is_refused(string containers, string message)
    {
        _node.Run(Plain, 4);
        Should.Throw<ApiException>(() => Patch("ephemeralcontainers", $$$"""{"spec":{"ephemeralContainers":{{{containers}}} } }"""))
            .Message.ShouldBe($"Pod \"web\" is invalid: {message}");
    }

    [Fact]
    public void Ephemeral_containers_are_only_added()
    {
        _node.Run(Plain, 4);
        Patch("ephemeralcontainers", """{"spec":{"ephemeralContainers":[{"name":"d","image":"x"}]}}""");
        Should.Throw<ApiException>(() => Patch("ephemeralcontainers", """{"spec":{"ephemeralContainers":[{"name":"d","image":"y"}]}}"""))
            .Message.ShouldStartWith("Pod \"web\" is invalid: spec.ephemeralContainers: Forbidden: existing ephemeral containers \"d\" may not be changed");
        Should.Throw<ApiException>(() => Patch("ephemeralcontainers", """{"spec":{"ephemeralContainers":[{"$patch":"delete","name":"d"}]}}"""))
            .Message.ShouldBe("Pod \"web\" is invalid: spec.ephemeralContainers: Forbidden: existing ephemeral containers \"d\" may not be removed\n");
        Should.Throw<ApiException>(() => Patch("", """{"spec":{"ephemeralContainers":[{"name":"e","image":"x"}]}}"""))
            .Message.ShouldContain("pod updates may not change fields other than");
    }

    [Fact]
    public void Only_that_part_is_written()
    {
        _node.Run(Limited, 4);
        Patch("resize", """{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"other"}]}}""");
        _node.Pod().Labels.ShouldBeEmpty();
        _node.Pod().Root.ListAt("spec", "containers")[0].StringAt("image").ShouldBe("nginx:1");
        _node.Pod().Generation.ShouldBe(1);
    }

    [Fact]
    public void A_resize_is_granted_and_then_set()
    {
        _node.Run(Limited, 4);
        var seen = new List<string>();
        _node.Cluster.Store.Subscribe(Resources.Pods, change => seen.Add(
            $"{change.Object.Condition("PodResizeInProgress").StringAt("status")} {Of(change.Object, "allocatedResources")} {Of(change.Object, "resources")}"));
        Patch("resize", """{"spec":{"containers":[{"name":"c","resources":{"requests":{"cpu":"150m"},"limits":{"cpu":"300m"}}}]}}""");
        _node.Advance(2);
        seen.Distinct().ShouldBe(
        [
            """ {"cpu":"100m"} {"limits":{"cpu":"200m"},"requests":{"cpu":"100m"}}""",
            """True {"cpu":"150m"} {"limits":{"cpu":"200m"},"requests":{"cpu":"100m"}}""",
            """ {"cpu":"150m"} {"limits":{"cpu":"300m"},"requests":{"cpu":"150m"}}""",
        ]);
        const string summary = """{"containers":[{"name":"c","resources":{"limits":{"cpu":"300m"},"requests":{"cpu":"150m"}}}],"generation":2}""";
        _node.Events().TakeLast(2).ShouldBe([$"ResizeStarted Pod resize started: {summary}", $"ResizeCompleted Pod resize completed: {summary}"]);
        _node.Container().Int64At("restartCount").ShouldBe(0);

        static string? Of(KubeObject pod, string field) => pod.Root.ListAt("status", "containerStatuses")[0].MapAt(field)?.ToString();
    }

    [Fact]
    public void A_container_whose_policy_wants_it_is_restarted_for_its_new_resources()
    {
        _node.Run(
            """
            "containers":[{"name":"c","image":"nginx:1","resizePolicy":[{"resourceName":"cpu","restartPolicy":"RestartContainer"}],"resources":{"requests":{"cpu":"100m"}}}]
            """, 4);
        Patch("resize", """{"spec":{"containers":[{"name":"c","resources":{"requests":{"cpu":"150m"}}}]}}""");
        _node.Advance(3);
        _node.Container().Int64At("restartCount").ShouldBe(1);
        _node.Events().ShouldContain("Killing Container c resize requires restart");
        _node.Events().ShouldContain("""ResizeCompleted Pod resize completed: {"containers":[{"name":"c","resources":{"requests":{"cpu":"150m"}}}],"generation":2}""");
    }

    [Fact]
    public void What_the_node_has_not_now_is_deferred_until_it_has()
    {
        _node.Create("\"containers\":[{\"name\":\"c\",\"image\":\"nginx:1\",\"resources\":{\"requests\":{\"cpu\":\"4\"}}}]", "other");
        _node.Run(Limited, 4);
        Patch("resize", """{"spec":{"containers":[{"name":"c","resources":{"requests":{"cpu":"6"},"limits":{"cpu":"6"}}}]}}""");
        _node.Advance(3);
        var pending = _node.Pod().Condition("PodResizePending").ShouldNotBeNull();
        pending.StringAt("reason").ShouldBe("Deferred");
        pending.StringAt("message").ShouldBe("Node didn't have enough resource: cpu, requested: 6000, used: 4000, capacity: 8000");
        _node.Container().StringAt("allocatedResources", "cpu").ShouldBe("100m");
        _node.Events().ShouldContain(
            """ResizeDeferred Pod resize OutOfcpu: {"containers":[{"name":"c","resources":{"limits":{"cpu":"6"},"requests":{"cpu":"6"}}}],"generation":2,"error":"Node didn't have enough resource: cpu, requested: 6000, used: 4000, capacity: 8000"}""");

        _node.Delete("other");
        _node.Advance(5);
        _node.Pod().Condition("PodResizePending").ShouldBeNull();
        _node.Container().StringAt("allocatedResources", "cpu").ShouldBe("6");
    }

    [Theory]
    [InlineData("""[{"name":"c","resources":{"requests":{"cpu":"500m"}}}]""", "Pod \"web\" is invalid: spec.containers[0].resources.requests: Invalid value: \"500m\": must be less than or equal to cpu limit of 200m")]
    [InlineData("""[{"name":"c","resources":{"limits":{"nvidia.com/gpu":"1"}}}]""", "Pod \"web\" is invalid: spec: Forbidden: only cpu and memory resources are mutable")]
    [InlineData("""[{"name":"c","resources":{"limits":{"cpu":null}}}]""", "Pod \"web\" is invalid: spec.containers[0].resources.limits: Forbidden: resource limits cannot be removed")]
    [InlineData("""[{"name":"c","resources":{"requests":{"cpu":"150"},"limits":{"cpu":"300"}}}]""", "pods \"web\" is forbidden: node didn't have enough allocatable resources: cpu, requested: 150000, allocatable: 8000")]
    public void What_cannot_be_resized_is_refused(string containers, string message)
    {
        _node.Run(Limited, 4);
        Should.Throw<ApiException>(() => Patch("resize", $$$"""{"spec":{"containers":{{{containers}}} } }""")).Message.ShouldBe(message);
    }

    [Fact]
    public void A_resize_does_not_change_the_quality_of_service()
    {
        _node.Run(Plain, 4);
        Should.Throw<ApiException>(() => Patch("resize", """{"spec":{"containers":[{"name":"c","resources":{"requests":{"cpu":"10m"}}}]}}"""))
            .Message.ShouldBe("Pod \"web\" is invalid: spec: Invalid value: \"BestEffort\": Pod QOS Class may not change as a result of resizing");
    }

    private void Patch(string subresource, string patch) => _node.Cluster.Api.Patch(
        Resources.Pods, new ObjectKey("default", "web"), new Patch.StrategicMerge((MapValue)ValueReader.Read(patch)), NodeFixture.Me, subresource);
}
