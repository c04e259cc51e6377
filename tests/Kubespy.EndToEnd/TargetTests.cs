namespace Kubespy.EndToEnd;

/// <summary>All that was named is taken for what it is: nothing is left out silently, nothing that is not there passes for well.</summary>
public sealed class TargetTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    [Fact]
    public async Task A_wait_for_several_waits_for_all_of_them_whatever_their_kind()
    {
        await DeployAsync("one");
        await NeedAsync("create", "service", "clusterip", "nobody", "--tcp=80");

        await using var kubespy = new RunningKubespy(cluster.Kubeconfig, "trace", "deploy/one", "svc/nobody", "--until", "ready", "--no-fail-fast");
        await kubespy.UntilAsync("deploy/one ready");
        await kubespy.UntilAsync("svc/nobody unavailable");
        (await kubespy.StopAsync()).ShouldBe(3, kubespy.Output);
        kubespy.Output.ShouldContain("svc/nobody not ready when it ended: unavailable");
    }

    [Fact]
    public async Task Of_names_on_stdin_those_without_a_rollout_are_named_as_not_followed()
    {
        await DeployAsync("two");
        await NeedAsync("create", "service", "clusterip", "two", "--tcp=80");
        using var shell = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(
            "sh", ["-c", $"printf 'deployment.apps/two\\nservice/two\\n' | {Path.Combine(AppContext.BaseDirectory, "kubespy")} trace - --until complete --kubeconfig {cluster.Kubeconfig}"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        var (output, error) = (shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        (shell.ExitCode, (await error).Trim()).ShouldBe((0, "not followed, they have no rollout: svc/two"), await output);
    }

    [Theory]
    [InlineData("why -n typo")]
    [InlineData("why -n typo -n default")]
    [InlineData("changes cm/c1 pod/p -n typo")]
    [InlineData("status pod nginx -n typo")]
    [InlineData("trace pod/p -n typo")]
    public async Task A_namespace_that_does_not_exist_is_said_so_once(string command)
    {
        await using var kubespy = new RunningKubespy(cluster.Kubeconfig, command.Split(' '));
        (await kubespy.EndAsync()).ShouldBe(2, kubespy.Output + kubespy.Error);
        kubespy.Error.Trim().Split('\n').ShouldBe(["kubespy: namespace \"typo\" does not exist", "  list them: kubectl get namespaces; choose one with -n"]);
    }

    [Fact]
    public async Task The_doctor_sees_it_too()
    {
        await using var kubespy = new RunningKubespy(cluster.Kubeconfig, "doctor", "-n", "typo");
        (await kubespy.EndAsync()).ShouldBe(2);
        kubespy.Output.ShouldContain("namespace \"typo\" does not exist");
    }

    [Fact]
    public async Task Of_several_kinds_one_may_be_without_objects()
    {
        await DeployAsync("three");
        await using var kubespy = new RunningKubespy(cluster.Kubeconfig, "why", "daemonsets,deploy");
        (await kubespy.EndAsync()).ShouldBe(0, kubespy.Output + kubespy.Error);
        kubespy.Output.ShouldContain("Complete: nothing is wrong. Revision 1 serves, 1/1.");
    }

    [Fact]
    public async Task A_trace_of_a_Service_or_a_claim_tells_no_logs_of_others()
    {
        await NeedAsync("create", "service", "clusterip", "alone", "--tcp=80");
        await NeedAsync("run", "loud", "--image=nginx", "--command", "--", "sh", "-c", "echo shouting; exit 1");
        await using var pod = new RunningKubespy(cluster.Kubeconfig, "trace", "pod/loud");
        await pod.UntilAsync("shouting");
        await using var service = new RunningKubespy(cluster.Kubeconfig, "trace", "svc/alone");
        await service.UntilAsync("selects no Pod");

        // Whatever is read of logs is read before the Pod's own trace tells the next run.
        await using var again = new RunningKubespy(cluster.Kubeconfig, "trace", "pod/loud");
        await again.UntilAsync("shouting");
        service.Output.ShouldNotContain("shouting");
    }

    private async Task DeployAsync(string name)
    {
        await NeedAsync("create", "deployment", name, "--image=nginx");
        await NeedAsync("rollout", "status", "deployment", name);
    }

    private async Task NeedAsync(params string[] arguments)
    {
        var finished = await cluster.KubectlAsync(arguments);
        finished.Code.ShouldBe(0, finished.ToString());
    }
}
