using Kubespy.ControlPlane.Api;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Kubelet;

/// <summary>The sequences of states that a kubelet of 1.36 (containerd 2.1) went through with the same Pods, write by write.</summary>
public sealed class SequenceTests
{
    private const string Fails = "{\"exec\":{\"command\":[\"/bin/false\"]},\"periodSeconds\":1,\"failureThreshold\":2}";

    private readonly NodeFixture _node = new();
    private readonly PodStory _story;

    public SequenceTests() => _story = new PodStory(_node);

    [Fact]
    public void Init_containers_run_with_the_address_and_the_others_wait_for_them()
    {
        _node.Run("\"initContainers\":[{\"name\":\"i\",\"image\":\"nginx:1\"}],\"containers\":[{\"name\":\"c\",\"image\":\"nginx:1\"}]", 10);
        _story.Lines.ShouldBe(
        [
            "Pending []",
            "Pending [] i{PodInitializing n=0} c{PodInitializing n=0}",
            "Pending [PodReadyToStartContainers] i{PodInitializing n=0} c{PodInitializing n=0}",
            "Pending [PodReadyToStartContainers] i{running n=0 started} c{PodInitializing n=0} ip",
            "Pending [Initialized PodReadyToStartContainers] i{Completed,0 n=0 ready} c{PodInitializing n=0} ip",
            "Running [ContainersReady Initialized PodReadyToStartContainers Ready] i{Completed,0 n=0 ready} c{running n=0 ready started} ip",
        ]);
    }

    [Fact]
    public void An_init_container_stays_ready_when_all_is_over()
    {
        _node.Run("\"initContainers\":[{\"name\":\"i\",\"image\":\"nginx:1\"}],\"containers\":[{\"name\":\"c\",\"image\":\"nginx:1\"}]", 10);
        _node.Delete();
        _node.SecondsUntil(() => !_node.Exists());
        _story.Lines[^1].ShouldBe("Succeeded [Initialized:PodCompleted] i{Completed,0 n=0 ready} c{Completed,0 n=0} ip");
    }

    [Fact]
    public void Of_containers_whose_turn_has_not_come_nothing_is_said_when_the_pod_is_deleted()
    {
        _node.Run(
            """
            "initContainers":[{"name":"i","image":"nginx:1","env":[{"name":"EXIT0","value":"30"},{"name":"IGNORE_TERM"}]},{"name":"j","image":"nginx:1"}],
            "containers":[{"name":"c","image":"nginx:1"}],"terminationGracePeriodSeconds":3
            """, 5);
        _node.Delete();
        _node.SecondsUntil(() => !_node.Exists());
        _story.Lines.TakeLast(2).ShouldBe(
        [
            "Pending [] i{Error,137 n=0} j{PodInitializing n=0} c{PodInitializing n=0} ip",
            "Failed [] i{Error,137 n=0} j{PodInitializing n=0} c{PodInitializing n=0} ip",
        ]);
        _node.Events().ShouldNotContain("FailedPreStopHook PreStopHook failed");
    }

    [Fact]
    public void Sidecars_go_with_the_sandbox_and_are_neither_ready_nor_started_then()
    {
        _node.Run(
            """
            "restartPolicy":"Never","initContainers":[{"name":"s","image":"nginx:1","restartPolicy":"Always"}],
            "containers":[{"name":"c","image":"nginx:1","env":[{"name":"EXIT0","value":"3"}]}]
            """, 12);
        _story.Lines.Skip(3).ShouldBe(
        [
            "Pending [Initialized PodReadyToStartContainers] s{running n=0 ready started} c{PodInitializing n=0} ip",
            "Running [ContainersReady Initialized PodReadyToStartContainers Ready] s{running n=0 ready started} c{running n=0 ready started} ip",
            "Running [Initialized PodReadyToStartContainers] s{running n=0 ready started} c{Completed,0 n=0} ip",
            "Running [Initialized:PodCompleted] s{Completed,0 n=0} c{Completed,0 n=0} ip",
            "Succeeded [Initialized:PodCompleted] s{Completed,0 n=0} c{Completed,0 n=0} ip",
        ]);
    }

    [Fact]
    public void A_sidecar_that_crashes_does_not_undo_the_initialization()
    {
        _node.Run(
            """
            "initContainers":[{"name":"s","image":"nginx:1","restartPolicy":"Always","env":[{"name":"CRASH"},{"name":"EXIT_AFTER","value":"2"}]}],
            "containers":[{"name":"c","image":"nginx:1"}]
            """, 8);
        _story.Lines.Skip(5).ShouldBe(
        [
            "Running [Initialized PodReadyToStartContainers] s{Error,1 n=0} c{running n=0 ready started} ip",
            "Running [ContainersReady Initialized PodReadyToStartContainers Ready] s{running n=1 last=Error,1 ready started} c{running n=0 ready started} ip",
            "Running [Initialized PodReadyToStartContainers] s{Error,1 n=1 last=Error,1} c{running n=0 ready started} ip",
        ]);
    }

    [Fact]
    public void What_a_probe_kills_is_started_again_in_one_go_and_backs_off_one_restart_later()
    {
        _node.Run("\"containers\":[{\"name\":\"c\",\"image\":\"nginx:1\",\"livenessProbe\":" + Fails + "}]", 12);
        _story.Of("c").ShouldBe(
        [
            "ContainerCreating n=0",
            "running n=0 ready started",
            "running n=1 last=Completed,0 ready started",
            "running n=2 last=Completed,0 ready started",
            "CrashLoopBackOff n=2 last=Completed,0",
        ]);
        CountOf("BackOff").ShouldBe(2);
        CountOf("Killing").ShouldBe(3);
    }

    [Fact]
    public void A_sidecar_whose_startup_probe_kills_it_stays_ended_in_its_back_off()
    {
        _node.Run("\"initContainers\":[{\"name\":\"s\",\"image\":\"nginx:1\",\"restartPolicy\":\"Always\",\"startupProbe\":" + Fails + "}],\"containers\":[{\"name\":\"c\",\"image\":\"nginx:1\"}]", 12);
        _story.Of("s").ShouldBe(
        [
            "PodInitializing n=0",
            "running n=0",
            "running n=1 last=Completed,0",
            "running n=2 last=Completed,0",
            "Completed,0 n=2 last=Completed,0",
        ]);
        _node.Events().ShouldContain("Killing Init container s failed startup probe");
        CountOf("BackOff").ShouldBe(2);
    }

    [Fact]
    public void What_a_probe_kills_stays_ended_where_nothing_restarts_it()
    {
        _node.Run("\"restartPolicy\":\"Never\",\"containers\":[{\"name\":\"c\",\"image\":\"nginx:1\",\"livenessProbe\":" + Fails + "}]", 12);
        _story.Of("c").ShouldBe(["ContainerCreating n=0", "running n=0 ready started", "Completed,0 n=0"]);
        _node.Events().ShouldContain("Killing Stopping container c");
        _story.Lines.TakeLast(2).ShouldBe(["Running [Initialized:PodCompleted] c{Completed,0 n=0} ip", "Succeeded [Initialized:PodCompleted] c{Completed,0 n=0} ip"]);
    }

    [Fact]
    public void What_a_probe_kills_is_named_where_others_go_on()
    {
        _node.Run("\"restartPolicy\":\"Never\",\"containers\":[{\"name\":\"c\",\"image\":\"nginx:1\",\"livenessProbe\":" + Fails + "},{\"name\":\"d\",\"image\":\"nginx:1\"}]", 12);
        _node.Events().ShouldContain("Killing Container c failed liveness probe");
        _node.Pod().Status.StringAt("phase").ShouldBe("Running");
    }

    [Fact]
    public void A_change_is_told_together_with_what_was_found_before()
    {
        _node.Run("\"containers\":[{\"name\":\"c\",\"image\":\"nginx:bad\"}]", 4);
        List<string> seen = [];
        _node.Cluster.Store.Subscribe(Resources.Pods, change => seen.Add($"{change.Object.Root.Int64At("status", "observedGeneration")} {Reason(change.Object.Root)}"));
        var spec = _node.Pod().Spec!;
        _node.Cluster.Api.Update(
            Resources.Pods, _node.Pod().With("spec", spec.With("containers", ListValue.Of([((MapValue)spec.ListAt("containers")[0]).With("image", "nginx:2")]))), NodeFixture.Me);
        _node.Advance(3);
        seen.Distinct().ShouldBe(["1 ErrImagePull", "2 ImagePullBackOff", "2 "]);

        static string Reason(MapValue pod) => pod.ListAt("status", "containerStatuses")[0].StringAt("state", "waiting", "reason") ?? "";
    }

    [Fact]
    public void A_container_whose_postStart_hook_fails_never_runs()
    {
        _node.Run("\"containers\":[{\"name\":\"c\",\"image\":\"nginx:1\",\"lifecycle\":{\"postStart\":{\"exec\":{\"command\":[\"/bin/false\"]}}}}]", 18);
        _story.Of("c").ShouldBe(
        [
            "ContainerCreating n=0",
            "PostStartHookError n=0 last=Completed,0",
            "PostStartHookError n=1 last=Completed,0",
            "CrashLoopBackOff n=1 last=Completed,0",
            "PostStartHookError n=2 last=Completed,0",
        ]);
        var pod = _node.Pod();
        _node.Container().StringAt("state", "waiting", "message").ShouldBe(
            $"Exec lifecycle hook ([/bin/false]) for Container \"c\" in Pod \"web_default({pod.Uid})\" failed - error: command '/bin/false' exited with 1: , message: \"\"");
        pod.Status.StringAt("phase").ShouldBe("Running");
        CountOf("FailedPostStartHook").ShouldBe(3);
        CountOf("BackOff").ShouldBe(2);
    }

    [Fact]
    public void A_command_that_is_not_there_fails_to_start()
    {
        _node.Run("\"containers\":[{\"name\":\"c\",\"image\":\"nginx:1\",\"command\":[\"/no/such\"]}]", 18);
        _story.Of("c").ShouldBe(
        [
            "ContainerCreating n=0",
            "RunContainerError n=0 last=StartError,128",
            "RunContainerError n=1 last=StartError,128",
            "CrashLoopBackOff n=1 last=StartError,128",
            "RunContainerError n=2 last=StartError,128",
        ]);
        _node.Events().ShouldContain(
            "Failed Error: failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: \"/no/such\": stat /no/such: no such file or directory");
        CountOf("Started").ShouldBe(0);
        CountOf("Created").ShouldBe(3);
    }

    [Fact]
    public void A_command_that_is_not_there_ends_a_pod_that_is_not_restarted()
    {
        _node.Run("\"restartPolicy\":\"Never\",\"containers\":[{\"name\":\"c\",\"image\":\"nginx:1\",\"command\":[\"no-such\"]}]", 6);
        _story.Lines.Skip(3).ShouldBe(
        [
            "Pending [Initialized PodReadyToStartContainers] c{StartError,128 n=0} ip",
            "Failed [Initialized] c{StartError,128 n=0} ip",
        ]);
        _node.Container().StringAt("state", "terminated", "message")!.ShouldEndWith("exec: \"no-such\": executable file not found in $PATH");
    }

    [Fact]
    public void Root_is_refused_where_it_is_forbidden()
    {
        _node.Run("\"containers\":[{\"name\":\"c\",\"image\":\"nginx:1\",\"securityContext\":{\"runAsNonRoot\":true,\"runAsUser\":0}}]", 6);
        _node.Container().StringAt("state", "waiting", "reason").ShouldBe("CreateContainerConfigError");
        _node.Container().StringAt("state", "waiting", "message").ShouldBe($"container's runAsUser breaks non-root policy (pod: \"web_default({_node.Pod().Uid})\", container: c)");
    }

    [Fact]
    public void Containers_that_start_together_are_told_together()
    {
        _node.Run("\"containers\":[{\"name\":\"a\",\"image\":\"nginx:1\"},{\"name\":\"b\",\"image\":\"nginx:1\"}]", 5);
        _story.Lines.Skip(3).ShouldBe(["Running [ContainersReady Initialized PodReadyToStartContainers Ready] a{running n=0 ready started} b{running n=0 ready started} ip"]);
    }

    [Fact]
    public void A_deadline_is_told_whenever_the_kubelet_looks()
    {
        _node.Run("\"activeDeadlineSeconds\":5,\"containers\":[{\"name\":\"c\",\"image\":\"nginx:1\"}]", 10);
        CountOf("DeadlineExceeded").ShouldBe(4);
    }

    [Fact]
    public void A_hook_that_outlives_the_grace_period_has_failed()
    {
        _node.Run("\"terminationGracePeriodSeconds\":3,\"containers\":[{\"name\":\"c\",\"image\":\"nginx:1\",\"lifecycle\":{\"preStop\":{\"exec\":{\"command\":[\"sleep\",\"30\"]}}}}]", 4);
        _node.Delete();
        _node.SecondsUntil(() => !_node.Exists());
        CountOf("FailedPreStopHook").ShouldBe(1);
    }

    private long CountOf(string reason) => _node.Cluster.Store.Read(Resources.Events).Objects.Values
        .Where(e => e.Root.StringAt("reason") == reason).Sum(e => e.Root.Int64At("count") ?? 1);
}
