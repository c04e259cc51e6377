using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Kubelet;

public sealed class TerminationTests
{
    private readonly NodeFixture _node = new();

    [Theory]
    [InlineData("\"sleep\":{\"seconds\":5}", 5)]
    [InlineData("\"exec\":{\"command\":[\"/bin/sh\",\"-c\",\"sleep 7\"]}", 7)]
    [InlineData("\"httpGet\":{\"path\":\"/stop\",\"port\":80}", 0)]
    public void A_preStop_hook_is_waited_for(string hook, int seconds)
    {
        _node.Run(With($"\"lifecycle\":{{\"preStop\":{{{hook}}}}}"), 3);
        _node.Delete();
        _node.SecondsUntil(() => !_node.Exists()).ShouldBeInRange(seconds + 0.2, seconds + 1.2);
    }

    [Fact]
    public void A_hook_that_takes_longer_than_the_grace_period_is_cut_short()
    {
        _node.Run("\"terminationGracePeriodSeconds\":4," + With("\"lifecycle\":{\"preStop\":{\"sleep\":{\"seconds\":4}}},\"env\":[{\"name\":\"IGNORE_TERM\"}]"), 3);
        _node.Delete();
        _node.SecondsUntil(() => _node.Container().Int64At("state", "terminated", "exitCode") == 137).ShouldBeInRange(5.9, 6.6);
    }

    [Theory]
    [InlineData("sleep 1000", 4, 137)]
    [InlineData("sleep 4; exit 3", 1.3, 3)]
    public void A_shell_does_not_handle_SIGTERM(string script, double seconds, int exitCode)
    {
        _node.Run($"\"terminationGracePeriodSeconds\":4," + With($"\"command\":[\"sh\",\"-c\",\"{script}\"]"), 3.5);
        _node.Delete();
        _node.SecondsUntil(() => _node.Container().Int64At("state", "terminated", "exitCode") == exitCode).ShouldBeInRange(seconds - 0.1, seconds + 0.5);
    }

    [Fact]
    public void A_hook_that_fails_is_told()
    {
        _node.Run(With("\"lifecycle\":{\"preStop\":{\"exec\":{\"command\":[\"/bin/false\"]}}}"), 3);
        _node.Delete();
        _node.SecondsUntil(() => !_node.Exists());
        _node.Events().ShouldContain("FailedPreStopHook PreStopHook failed");
    }

    [Fact]
    public void A_second_deletion_shortens_the_grace_period()
    {
        _node.Run(With("\"env\":[{\"name\":\"IGNORE_TERM\"}]"), 3);
        _node.Delete();
        _node.Advance(5);
        _node.Delete(options: new DeleteOptions { GracePeriodSeconds = 8 });
        _node.SecondsUntil(() => !_node.Exists()).ShouldBeInRange(2.5, 4.5);
        _node.Advance(1);
        _node.Cluster.Loop.HasPendingWork.ShouldBeFalse();
    }

    [Fact]
    public void A_grace_period_beyond_all_time_is_long_and_no_more()
    {
        _node.Run("\"terminationGracePeriodSeconds\":9223372036854775807," + With("\"env\":[{\"name\":\"IGNORE_TERM\"}]"), 3);
        _node.Delete();
        _node.Advance(3600);
        _node.Pod().Root.StringAt("status", "phase").ShouldBe("Running");
        _node.Delete(options: new DeleteOptions { GracePeriodSeconds = 0 });
        _node.Exists().ShouldBeFalse();
    }

    [Fact]
    public void Sidecars_stop_after_the_others_and_the_last_first()
    {
        _node.Run(
            """
            "initContainers":[{"name":"one","image":"nginx:1","restartPolicy":"Always"},{"name":"two","image":"nginx:1","restartPolicy":"Always"}],
            "containers":[{"name":"c","image":"nginx:1","lifecycle":{"preStop":{"sleep":{"seconds":3}}}}]
            """, 5);
        PodView.Of(_node.Pod()).IsReady.ShouldBeTrue();
        _node.Delete();
        _node.SecondsUntil(() => _node.Pod().Root.StringAt("status", "phase") == "Succeeded").ShouldBeInRange(3.6, 4.5);
        Finished("c").ShouldBeLessThanOrEqualTo(Finished("two"));
        Finished("two").ShouldBeLessThanOrEqualTo(Finished("one"));
    }

    [Fact]
    public void A_Pod_completes_when_its_main_containers_are_done_and_takes_its_sidecars_with_it()
    {
        _node.Run(
            """
            "restartPolicy":"Never","initContainers":[{"name":"side","image":"nginx:1","restartPolicy":"Always"}],
            "containers":[{"name":"c","image":"nginx:1","env":[{"name":"EXIT0","value":"2"}]}]
            """, 4);
        _node.Pod().Root.StringAt("status", "phase").ShouldBe("Running");
        _node.Advance(5);
        _node.Pod().Root.StringAt("status", "phase").ShouldBe("Succeeded");
        _node.Container("side").StringAt("state", "terminated", "reason").ShouldBe("Completed");
        _node.Events().ShouldContain("Killing Stopping container side");
        _node.Events().ShouldNotContain("Killing Stopping container c");
    }

    private DateTimeOffset Finished(string container) => Timestamp.Parse(_node.Container(container).StringAt("state", "terminated", "finishedAt"))!.Value;

    private static string With(string members) => $"\"containers\":[{{\"name\":\"c\",\"image\":\"nginx:1\",{members}}}]";
}
