namespace Kubespy.EndToEnd;

/// <summary>The keys of the live view in a real terminal, on an embedded cluster.</summary>
public sealed class LiveKeysTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    [Fact]
    public async Task Arrows_folds_pages_filter_help_resizing_and_leaving()
    {
        await DeployAsync("many", 30);
        await using var screen = await TerminalScreen.StartAsync(80, 24, cluster.Kubeconfig, "trace deploy many");
        (await screen.UntilAsync("30 Pods Ready")).ShouldNotContain("? help", customMessage: "no key has been pressed");

        await screen.SendAsync("Down");
        await screen.UntilAsync("› revision 1");
        await screen.SendAsync("Down");
        await screen.UntilAsync("›   ● 30 Pods Ready");
        await screen.SendAsync("Enter");
        await screen.UntilAsync("2 of 32");
        await screen.SendAsync("NPage");
        var paged = await screen.UntilAsync(s => s.Contains("›   ● many-", StringComparison.Ordinal), "a Pod under the cursor");
        paged.ShouldStartWith("Deployment many");

        await screen.SendAsync("/");
        var pod = (await cluster.KubectlAsync("get", "pods", "-l", "app=many", "-o", "jsonpath={.items[7].metadata.name}")).Output;
        await screen.SendAsync(pod);
        (await screen.UntilAsync($"/{pod}_")).Split('\n').Where(l => l.Contains("● many-", StringComparison.Ordinal)).ShouldHaveSingleItem().ShouldContain(pod);
        await screen.SendAsync("Enter");
        await screen.UntilAsync("Esc all");

        await screen.SendAsync("?");
        await screen.UntilAsync("the last lines of the logs of the Pod under the cursor");
        await screen.ResizeAsync(20, 5);
        (await screen.UntilAsync("lines 1-2")).ShouldStartWith("Deployment many");
        await screen.SendAsync("Escape");
        await screen.UntilAsync("›   ● many-");
        await screen.ResizeAsync(80, 24);
        await screen.UntilAsync("↑↓ move");
        await screen.SendAsync("Escape");
        await screen.UntilAsync(s => s.Contains("of 32", StringComparison.Ordinal), "all rows again");

        await screen.SendAsync("q");
        var after = await screen.UntilAsync("echo is on");
        after.ShouldContain("30 Pods Ready", customMessage: "the last frame stays, as if no key had been pressed");
        after.ShouldNotContain("? help");
        after.ShouldContain("ended 0");
        (await screen.IsCursorVisibleAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task A_recording_is_gone_about_in()
    {
        var file = Path.Combine(Path.GetTempPath(), $"kubespy-{Guid.NewGuid():N}.kspy");
        try
        {
            await DeployAsync("played", 2);
            await using (var recording = new RunningKubespy(cluster.Kubeconfig, "trace", "deploy/played", "--out", file))
            {
                await recording.UntilAsync("deploy/played");
                (await cluster.KubectlAsync("set", "image", "deploy/played", "nginx=nginx:1.28")).Code.ShouldBe(0);
                await recording.UntilAsync("complete in");
                await recording.StopAsync();
            }

            await using var screen = await TerminalScreen.StartAsync(80, 24, cluster.Kubeconfig, $"trace {file} --speed 0.1");
            await screen.UntilAsync("space pauses");
            await screen.SendAsync("Space");
            await screen.SendAsync("$");
            await screen.UntilAsync("Complete      revision 2");
            await screen.SendAsync("0");
            await screen.UntilAsync(s => !s.Contains("Complete      revision 2", StringComparison.Ordinal), "the beginning");
            await screen.SendAsync("s");
            await screen.SendAsync("complete");
            await screen.UntilAsync("search: complete_");
            await screen.SendAsync("Enter");
            await screen.UntilAsync("Complete      revision 2");
            await screen.SendAsync("?");
            await screen.UntilAsync("plays and pauses");
            await screen.SendAsync("q");
            var after = await screen.UntilAsync("echo is on");
            after.ShouldContain("ended 0");
            (await screen.IsCursorVisibleAsync()).ShouldBeTrue();
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Logs_and_the_last_change_of_the_Pod_under_the_cursor()
    {
        (await cluster.KubectlAsync("create", "deployment", "told", "--image=nginx:1", "--", "sh", "-c", "echo told by its log; sleep 1000000")).Code.ShouldBe(0);
        (await cluster.KubectlAsync("rollout", "status", "deploy/told", "--timeout=100s")).Code.ShouldBe(0);
        await using var screen = await TerminalScreen.StartAsync(100, 30, cluster.Kubeconfig, "trace deploy told");
        await screen.UntilAsync("● told-");
        await screen.SendAsync("jj");
        await screen.UntilAsync("›   ● told-");
        await screen.SendAsync("l");
        await screen.UntilAsync("told by its log");
        await screen.SendAsync("d");
        (await screen.UntilAsync("last change of pod/told-")).ShouldContain("none seen since");
        var pod = (await cluster.KubectlAsync("get", "pods", "-l", "app=told", "-o", "name")).Output.Trim();
        (await cluster.KubectlAsync("label", pod, "tier=front")).Code.ShouldBe(0);
        var changed = await screen.UntilAsync("+ .metadata.labels.tier: front");
        changed.ShouldContain("Of the fields that a trace looks at; kubespy changes pod/told-");

        await screen.SendAsync("Escape");
        await screen.UntilAsync("2 of 2");
        await screen.SendAsync("f");
        await screen.UntilAsync("nothing is failing");
        await screen.SendAsync("C-c");
        await screen.UntilAsync("echo is on");
        (await screen.IsCursorVisibleAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task In_a_demo_space_pauses_and_n_goes_on_except_in_a_filter()
    {
        NamedCluster.SkipBecause(LiveViewTests.Demo);
        await using var screen = await TerminalScreen.StartAsync(90, 30, "", "demo kill --speed 4");
        await screen.UntilAsync("kubectl delete pod");
        await screen.SendAsync("Space");
        await screen.UntilAsync("paused, space goes on");
        await screen.SendAsync("Down");
        await screen.UntilAsync("› revision");
        await screen.SendAsync("/");
        await screen.SendAsync("nginx");
        await screen.SendAsync("Space");
        (await screen.UntilAsync("/nginx _")).ShouldContain("paused, space goes on");
        await screen.SendAsync("Escape");
        await screen.UntilAsync("Enter fold");
        await screen.SendAsync("Space");
        await screen.UntilAsync("space pauses");
        await screen.SendAsync("q");
        (await screen.UntilAsync("echo is on")).ShouldContain("ended 0");
    }

    private async Task DeployAsync(string name, int replicas)
    {
        await cluster.KubectlAsync("create", "deployment", name, "--image=nginx:1", $"--replicas={replicas}");
        (await cluster.KubectlAsync("rollout", "status", $"deploy/{name}", "--timeout=100s")).Code.ShouldBe(0);
    }
}
