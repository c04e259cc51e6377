using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Api.Patching;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Kubelet;

/// <summary>A Pod's image may change while it runs: <c>kubectl set image pod/web c=nginx:2</c>.</summary>
public sealed class ChangedImageTests
{
    private readonly NodeFixture _node = new();

    [Fact]
    public void A_running_container_is_killed_and_runs_again_with_its_new_image()
    {
        _node.Run("\"containers\":[{\"name\":\"c\",\"image\":\"nginx:1\"},{\"name\":\"d\",\"image\":\"nginx:1\"}]", 3);
        var first = _node.Container().StringAt("containerID");
        SetImage("nginx:2");
        _node.Advance(2);

        _node.Container().StringAt("image").ShouldBe("docker.io/library/nginx:2");
        _node.Container().Int64At("restartCount").ShouldBe(1);
        _node.Container().Int64At("lastState", "terminated", "exitCode").ShouldBe(0);
        _node.Container().StringAt("lastState", "terminated", "containerID").ShouldBe(first);
        _node.Container().StringAt("containerID").ShouldNotBe(first);
        _node.Container().BoolAt("ready").ShouldBe(true);
        _node.Container("d").Int64At("restartCount").ShouldBe(0);
        _node.Pod().Root.Int64At("status", "observedGeneration").ShouldBe(2);
        _node.Events().ShouldContain("Killing Container c definition changed, will be restarted");
        _node.Events().ShouldContain("Pulled Container image \"nginx:2\" already present on machine and can be accessed by the pod");
    }

    [Fact]
    public void Until_its_image_has_been_pulled_it_does_not_run()
    {
        _node.Run("\"containers\":[{\"name\":\"c\",\"image\":\"nginx:1\"}]", 6, metadata: ",\"annotations\":{\"kubespy.dev/pull-seconds\":\"2\"}");
        SetImage("nginx:bad");
        _node.Advance(2);
        _node.Container().StringAt("state", "waiting", "reason").ShouldBe("ErrImagePull");
        _node.Container().Int64At("restartCount").ShouldBe(0);
        PodView.Of(_node.Pod()).IsReady.ShouldBeFalse();
        _node.Pod().Status.StringAt("phase").ShouldBe("Running");

        SetImage("nginx:2");
        _node.Advance(4);
        _node.Container().Int64At("restartCount").ShouldBe(1);
        PodView.Of(_node.Pod()).IsReady.ShouldBeTrue();
        _node.Container().Int64At("lastState", "terminated", "exitCode").ShouldBe(0);
    }

    [Fact]
    public void An_image_that_can_be_pulled_mends_a_pod_at_once_that_backs_off()
    {
        _node.Run("\"containers\":[{\"name\":\"c\",\"image\":\"nginx:bad\"}]", 2);
        _node.SecondsUntil(() => _node.Container().StringAt("state", "waiting", "reason") == "ImagePullBackOff");
        SetImage("nginx:2");
        _node.Advance(1);
        PodView.Of(_node.Pod()).IsReady.ShouldBeTrue();
        _node.Container().Int64At("restartCount").ShouldBe(0);
    }

    [Fact]
    public void A_container_that_crashes_does_not_wait_for_its_back_off()
    {
        _node.Run("\"containers\":[{\"name\":\"c\",\"image\":\"nginx:1\",\"env\":[{\"name\":\"CRASH\",\"value\":\"1\"},{\"name\":\"EXIT_TIMES\",\"value\":\"5\"}]}]", 1);
        _node.SecondsUntil(() => _node.Container().MapAt("state", "terminated") is not null && _node.Container().Int64At("restartCount") == 4, 300);
        _node.Advance(5);
        SetImage("nginx:2");
        _node.Advance(0.5);
        _node.Container().Int64At("restartCount").ShouldBe(5);
        _node.Container().StringAt("image").ShouldBe("docker.io/library/nginx:2");
    }

    [Fact]
    public void A_change_amid_a_start_is_seen_when_the_container_runs()
    {
        _node.Run("\"containers\":[{\"name\":\"c\",\"image\":\"nginx:1\"}]", 2, metadata: ",\"annotations\":{\"kubespy.dev/start-seconds\":\"4\"}");
        SetImage("nginx:2");
        _node.Advance(3);
        _node.Container().StringAt("image").ShouldBe("docker.io/library/nginx:1");
        _node.Advance(6);
        _node.Container().StringAt("image").ShouldBe("docker.io/library/nginx:2");
        _node.Container().Int64At("restartCount").ShouldBe(1);
    }

    [Fact]
    public void A_sidecar_is_restarted_and_an_init_container_that_is_done_is_not()
    {
        _node.Run(
            """
            "initContainers":[{"name":"i","image":"busybox:1"},{"name":"s","image":"envoy:1","restartPolicy":"Always"}],
            "containers":[{"name":"c","image":"nginx:1"}]
            """, 5);
        SetImage("busybox:2", "initContainers", 0);
        SetImage("envoy:2", "initContainers", 1);
        _node.Advance(2);
        _node.Container("i").Int64At("restartCount").ShouldBe(0);
        _node.Container("i").StringAt("image").ShouldBe("docker.io/library/busybox:1");
        _node.Container("s").Int64At("restartCount").ShouldBe(1);
        _node.Container("s").StringAt("image").ShouldBe("docker.io/library/envoy:2");
        _node.Events().ShouldContain("Killing Init container s definition changed");
    }

    [Fact]
    public void It_is_restarted_whatever_the_restart_policy_and_what_has_ended_stays_so()
    {
        _node.Run("\"restartPolicy\":\"Never\",\"containers\":[{\"name\":\"c\",\"image\":\"nginx:1\"},{\"name\":\"d\",\"image\":\"nginx:1\",\"command\":[\"true\"]}]", 8);
        SetImage("nginx:2");
        SetImage("nginx:2", index: 1);
        _node.Advance(3);
        _node.Container().Int64At("restartCount").ShouldBe(1);
        _node.Container("d").Int64At("restartCount").ShouldBe(0);
        _node.Container("d").StringAt("state", "terminated", "reason").ShouldBe("Completed");
    }

    [Fact]
    public void A_kubelet_that_comes_back_sees_what_changed_meanwhile()
    {
        _node.Run("\"containers\":[{\"name\":\"c\",\"image\":\"nginx:1\"}]", 3);
        _node.Cluster.StopNode("node-1");
        SetImage("nginx:2");
        _node.Advance(5);
        _node.Container().StringAt("image").ShouldBe("docker.io/library/nginx:1");
        _node.Cluster.StartNode("node-1");
        _node.Advance(3);
        _node.Container().StringAt("image").ShouldBe("docker.io/library/nginx:2");
        _node.Container().Int64At("restartCount").ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"spec":{"containers":[{"name":"c","image":" nginx:2"}]}}""", "spec.containers[0].image: Invalid value: \" nginx:2\": must not have leading or trailing whitespace")]
    [InlineData("""{"spec":{"containers":[{"name":"c","image":"nginx:1"},{"name":"e","image":"nginx:1"}]}}""", "spec.containers: Forbidden: pod updates may not add or remove containers")]
    [InlineData("""{"spec":{"activeDeadlineSeconds":90}}""", "spec.activeDeadlineSeconds: Invalid value: 90: must be less than or equal to previous value")]
    [InlineData("""{"spec":{"activeDeadlineSeconds":null}}""", "spec.activeDeadlineSeconds: Invalid value: null: must not update from a positive integer to nil value")]
    [InlineData("""{"spec":{"tolerations":[{"operator":"Exists"}]}}""", "spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds")]
    [InlineData("""{"spec":{"containers":[{"name":"c","image":"nginx:1","workingDir":"/"}]}}""", "spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`")]
    public void What_else_of_a_pod_cannot_be_changed_is_refused(string patch, string message)
    {
        _node.Run("\"activeDeadlineSeconds\":60,\"containers\":[{\"name\":\"c\",\"image\":\"nginx:1\"}]", 1);
        var change = new Patch.StrategicMerge(StrategicMergePatch.Parse(ValueReader.Read(System.Text.Encoding.UTF8.GetBytes(patch))));
        Should.Throw<ApiException>(() => _node.Cluster.Api.Patch(Resources.Pods, new ObjectKey("default", "web"), change, NodeFixture.Me))
            .Status.Message.ShouldStartWith($"Pod \"web\" is invalid: {message}");
    }

    private void SetImage(string image, string list = "containers", int index = 0)
    {
        var pod = _node.Pod();
        var containers = pod.Root.ListAt("spec", list);
        var changed = ListValue.Of(containers.Select((c, i) => i == index ? ((MapValue)c).With("image", image) : c));
        _node.Cluster.Api.Update(Resources.Pods, pod.With("spec", pod.Spec!.With(list, changed)), NodeFixture.Me);
    }
}
