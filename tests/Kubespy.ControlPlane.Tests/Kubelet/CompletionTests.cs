using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Kubelet;

public sealed class CompletionTests
{
    private readonly NodeFixture _node = new();

    private string? Phase => _node.Pod().Root.StringAt("status", "phase");

    [Theory]
    [InlineData("Never", "EXIT0", "2", "Succeeded")]
    [InlineData("OnFailure", "EXIT0", "2", "Succeeded")]
    [InlineData("Never", "CRASH", "1", "Failed")]
    [InlineData("Always", "EXIT0", "2", "Running")]
    [InlineData("OnFailure", "CRASH", "1", "Running")]
    public void The_phase_follows_the_restart_policy(string policy, string variable, string value, string phase)
    {
        _node.Run($"\"restartPolicy\":\"{policy}\",{With(variable, value)}", 8);
        Phase.ShouldBe(phase);
        _node.Container().Int64At("restartCount").ShouldBe(phase == "Running" ? 1 : 0);
    }

    /// <summary>As in recording 27: the conditions tell first, the phase once the sandbox is gone.</summary>
    [Fact]
    public void A_Pod_that_completes_says_so_in_two_steps()
    {
        _node.Create($"\"restartPolicy\":\"Never\",{With("EXIT0", "2")}");
        _node.SecondsUntil(() => _node.Pod().Condition("Ready").StringAt("reason") == "PodCompleted");
        Phase.ShouldBe("Running");
        _node.Pod().Condition("PodReadyToStartContainers").StringAt("status").ShouldBe("True");
        _node.Container().StringAt("state", "terminated", "reason").ShouldBe("Completed");
        _node.SecondsUntil(() => Phase == "Succeeded").ShouldBeInRange(0.9, 1.4);
        _node.Pod().Condition("PodReadyToStartContainers").StringAt("status").ShouldBe("False");
        _node.Pod().Condition("Initialized").StringAt("reason").ShouldBe("PodCompleted");
    }

    [Fact]
    public void A_failed_Pod_says_PodFailed()
    {
        _node.Run($"\"restartPolicy\":\"Never\",{With("EXIT", "3")}", 6);
        _node.Pod().Condition("Ready").StringAt("reason").ShouldBe("PodFailed");
        _node.Container().Int64At("state", "terminated", "exitCode").ShouldBe(3);
        _node.Delete();
        _node.Exists().ShouldBeFalse();
    }

    [Fact]
    public void A_container_out_of_memory_is_killed()
    {
        _node.Run($"\"restartPolicy\":\"Never\",{With("OOM", "3")}", 8);
        _node.Container().StringAt("state", "terminated", "reason").ShouldBe("OOMKilled");
        _node.Container().Int64At("state", "terminated", "exitCode").ShouldBe(137);
    }

    [Theory]
    [InlineData("\"EXIT\",\"value\":\"139\"},{\"name\":\"EXIT_AFTER\",\"value\":\"4\"", 139, 4)]
    [InlineData("\"CRASH\"},{\"name\":\"EXIT_AFTER\",\"value\":\"4\"", 1, 4)]
    public void A_code_may_come_later(string variables, int code, int after)
    {
        _node.Create($"\"restartPolicy\":\"Never\",\"containers\":[{{\"name\":\"c\",\"image\":\"nginx:1\",\"env\":[{{\"name\":{variables}}}]}}]");
        _node.SecondsUntil(() => _node.Pod().Root.ListAt("status", "containerStatuses").Any(c => c.MapAt("state", "terminated") is not null))
            .ShouldBeInRange(after + 0.8, after + 2);
        _node.Container().Int64At("state", "terminated", "exitCode").ShouldBe(code);
    }

    [Fact]
    public void A_container_may_fail_only_so_often()
    {
        _node.Run("\"containers\":[{\"name\":\"c\",\"image\":\"nginx:1\",\"env\":[{\"name\":\"CRASH\"},{\"name\":\"EXIT_TIMES\",\"value\":\"1\"}]}]", 20);
        _node.Container().Int64At("restartCount").ShouldBe(1);
        _node.Container().BoolAt("ready").ShouldBe(true);
    }

    [Theory]
    [InlineData("[\"/bin/sh\",\"-c\",\"echo hi; sleep 2; exit 4\"]", 4)]
    [InlineData("[\"false\"]", 1)]
    [InlineData("[\"sleep\",\"1\"]", 0)]
    [InlineData("[\"my-server\",\"--port=80\"]", null)]
    public void Short_commands_are_understood(string command, int? code)
    {
        _node.Run($"\"restartPolicy\":\"Never\",\"containers\":[{{\"name\":\"c\",\"image\":\"nginx:1\",\"command\":{command}}}]", 8);
        _node.Container().Int64At("state", "terminated", "exitCode").ShouldBe(code);
    }

    [Fact]
    public void An_init_container_that_fails_ends_a_Pod_that_never_restarts()
    {
        _node.Run("\"restartPolicy\":\"Never\",\"initContainers\":[{\"name\":\"i\",\"image\":\"nginx:1\",\"env\":[{\"name\":\"CRASH\"}]}],\"containers\":[{\"name\":\"c\",\"image\":\"nginx:1\"}]", 8);
        Phase.ShouldBe("Failed");
        _node.Container().StringAt("state", "waiting", "reason").ShouldBe("PodInitializing");
        _node.Pod().Condition("Initialized").StringAt("message").ShouldBe("containers with incomplete status: [i]");
    }

    [Fact]
    public void An_active_deadline_fails_the_Pod_once_its_containers_have_stopped()
    {
        _node.Run($"\"activeDeadlineSeconds\":5,{With("A", "1")}", 4);
        Phase.ShouldBe("Running");
        _node.Advance(4);
        Phase.ShouldBe("Failed");
        _node.Pod().Root.StringAt("status", "reason").ShouldBe("DeadlineExceeded");
        _node.Pod().Root.StringAt("status", "message").ShouldBe("Pod was active on the node longer than the specified deadline");
        _node.Events().ShouldContain("DeadlineExceeded Pod was active on the node longer than the specified deadline");
        _node.Events().ShouldContain("Killing Stopping container c");
    }

    [Theory]
    [InlineData("\"env\":[{\"name\":\"CRASH\"},{\"name\":\"TERMINATION_MESSAGE\",\"value\":\"no database\"}]", "no database")]
    [InlineData("\"env\":[{\"name\":\"CRASH\"}],\"terminationMessagePolicy\":\"FallbackToLogsOnError\"", "c started, image docker.io/library/nginx:1\nfatal: CRASH= in the environment\nc exits with code 1\n")]
    [InlineData("\"command\":[\"sh\",\"-c\",\"echo one; echo two; exit 2\"],\"terminationMessagePolicy\":\"FallbackToLogsOnError\"", "one\ntwo\n")]
    [InlineData("\"env\":[{\"name\":\"CRASH\"}]", null)]
    public void What_a_container_leaves_is_its_message(string environment, string? message)
    {
        _node.Run($"\"restartPolicy\":\"Never\",\"containers\":[{{\"name\":\"c\",\"image\":\"nginx:1\",{environment}}}]", 8);
        _node.Container().StringAt("state", "terminated", "message").ShouldBe(message);
    }

    [Fact]
    public void A_Pod_with_a_node_given_bypasses_the_scheduler()
    {
        _node.Run($"\"nodeName\":\"node-1\",{With("A", "1")}", 3);
        PodView.Of(_node.Pod()).IsReady.ShouldBeTrue();
        _node.Events().ShouldNotContain(e => e.StartsWith("Scheduled", StringComparison.Ordinal));
    }

    [Fact]
    public void A_crash_that_is_asked_for_ends_the_process_once_each_time_it_is_asked()
    {
        _node.Run("\"containers\":[{\"name\":\"c\",\"image\":\"nginx:1\"}]", 3, ",\"annotations\":{\"kubespy.dev/crash\":\"0\"}");
        _node.Container().Int64At("restartCount").ShouldBe(0);
        Crash("1");
        _node.Advance(4);
        _node.Container().Int64At("restartCount").ShouldBe(1);
        _node.Container().Int64At("lastState", "terminated", "exitCode").ShouldBe(1);
        Crash("2");
        _node.Advance(1);
        _node.Container().StringAt("state", "terminated", "reason").ShouldBe("Error");
        _node.SecondsUntil(() => _node.Container().StringAt("state", "waiting", "reason") == "CrashLoopBackOff").ShouldBeLessThan(15);
        _node.SecondsUntil(() => _node.Container().Int64At("restartCount") == 2).ShouldBeLessThan(30);
    }

    private static string With(string variable, string value) =>
        $"\"containers\":[{{\"name\":\"c\",\"image\":\"nginx:1\",\"env\":[{{\"name\":\"{variable}\",\"value\":\"{value}\"}}]}}]";

    private void Crash(string times) => _node.Cluster.Api.Update(Resources.Pods, _node.Pod().WithAnnotation("kubespy.dev/crash", times), NodeFixture.Me);
}
