namespace Kubespy.EndToEnd;

/// <summary>The live view in a real terminal: its frame, its keys, and that it leaves the terminal as it was.</summary>
public sealed class LiveViewTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    internal const string Demo = "the demo has an embedded cluster of its own";

    [Theory]
    [InlineData(80, 24)]
    [InlineData(200, 50)]
    public async Task The_demo_tells_its_story_and_leaves_the_last_frame_behind(int columns, int rows)
    {
        NamedCluster.SkipBecause(Demo);
        await using var screen = await TerminalScreen.StartAsync(columns, rows, "", "demo kill --speed 4");
        var frame = await screen.UntilAsync("created instead");
        frame.ShouldContain("Deployment nginx");
        frame.ShouldContain("kubectl delete pod");
        await screen.SendAsync("q");
        var after = await screen.UntilAsync("echo is on");
        after.ShouldContain("created instead");
        after.ShouldContain("ended 0");
        (await screen.IsCursorVisibleAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task The_demo_shows_a_relabelled_Pod_aside_and_how_to_bring_it_back()
    {
        NamedCluster.SkipBecause(Demo);
        await using var screen = await TerminalScreen.StartAsync(80, 30, "", "demo relabel --speed 3");
        var released = await screen.UntilAsync("lacks label app=nginx");
        released.ShouldContain("released 1");
        released.ShouldContain("◇ nginx-");
        var told = await screen.UntilAsync(s => s.Contains("released it (ownerReference gone), created ", StringComparison.Ordinal), "the release and what was created");
        told.ShouldContain("lost label app (author unknown)");
        var back = await screen.UntilAsync("is one too many and stops");
        back.ShouldNotContain("◇ nginx-");
        await screen.SendAsync("q");
        (await screen.UntilAsync("echo is on")).ShouldContain("ended 0");
    }

    [Fact]
    public async Task The_demo_shows_a_bad_image_its_cause_who_serves_and_the_way_back()
    {
        NamedCluster.SkipBecause(Demo);
        await using var screen = await TerminalScreen.StartAsync(100, 30, "", "demo bad-image --speed 3");
        var stuck = await screen.UntilAsync("undo: kubectl rollout undo deploy/nginx");
        stuck.ShouldContain("Stuck");
        stuck.ShouldContain("image nginx:bad not found");
        stuck.ShouldContain("available 3/3 (floor 3): revision 2 still serves");
        stuck.ShouldContain("✗ nginx-");
        var undone = await screen.UntilAsync("revision 2 again");
        undone.ShouldContain("image bad →");
        await screen.SendAsync("q");
        (await screen.UntilAsync("echo is on")).ShouldContain("ended 0");
    }

    [Fact]
    public async Task The_demo_shows_a_lost_node_its_Pod_evicted_replaced_elsewhere_and_the_node_back()
    {
        NamedCluster.SkipBecause(Demo);
        await using var screen = await TerminalScreen.StartAsync(170, 30, "", "demo node-down --speed 6");
        (await screen.UntilAsync("kubespy.dev/stopped=true")).ShouldContain("For 20s nobody");
        await screen.UntilAsync(
            s => s.Contains("is no longer Ready: its node is not Ready", StringComparison.Ordinal) && s.Contains("available 2/3", StringComparison.Ordinal), "a Pod that is not available");
        var replaced = await screen.UntilAsync(s => s.Contains("created instead", StringComparison.Ordinal) && s.Contains("Terminating", StringComparison.Ordinal), "a Pod that nobody ends, and another");
        replaced.ShouldContain("tolerationSeconds; 300s by default");
        await screen.UntilAsync("kubespy.dev/stopped-");
        var back = await screen.UntilAsync(s => s.Contains("ended 0", StringComparison.Ordinal), "its end");
        back.ShouldContain("3 ready");
        back.ShouldNotContain("  ○ nginx-");
    }

    [Fact]
    public async Task The_demo_shows_why_a_Service_gets_no_traffic_until_it_does()
    {
        NamedCluster.SkipBecause(Demo);
        await using var screen = await TerminalScreen.StartAsync(100, 30, "", "demo service --speed 3");
        (await screen.UntilAsync("has tier=front, not tier=frontend")).ShouldContain("selects no Pod: app=web,tier=frontend");
        var unready = await screen.UntilAsync("0 of 2 Ready");
        unready.ShouldContain("app=web selects 2 Pods");
        unready.ShouldContain("kubectl set selector svc/web app=web");
        var serving = await screen.UntilAsync("endpoints ready 2/2");
        serving.ShouldContain("kubectl annotate pod -l app=web kubespy.dev/ready-");
        serving.ShouldContain("2 ready in 1 EndpointSlice");
        (await screen.UntilAsync("echo is on")).ShouldContain("ended 0");
    }

    [Fact]
    public async Task The_demo_tells_a_Pods_life_in_lines_that_can_be_paused_and_left()
    {
        NamedCluster.SkipBecause(Demo);
        await using var screen = await TerminalScreen.StartAsync(100, 50, "", "demo pod --speed 4");
        await screen.UntilAsync("~ .status.phase: Pending → Running");
        await screen.SendAsync("Space");
        await screen.UntilAsync("paused, space goes on");
        await screen.SendAsync("n");
        await screen.UntilAsync("+   exitCode: 1");
        await screen.SendAsync("n");
        await screen.UntilAsync("DELETED   pod/nginx");
        await screen.SendAsync("q");
        var after = await screen.UntilAsync("echo is on");
        after.ShouldContain("ended 0");
        (await screen.IsCursorVisibleAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task Stories_of_several_views_follow_each_other_and_the_last_picture_of_each_stays()
    {
        NamedCluster.SkipBecause(Demo);
        await using var screen = await TerminalScreen.StartAsync(100, 30, "", "demo all --speed 20");
        (await screen.UntilAsync("echo is on")).ShouldContain("ended 0");
        var all = await screen.ColouredAsync();
        string[] left = ["6/8 node-down", "7/8 service", "endpoints ready 2/2", "8/8 pod", "CREATED", "DELETED"];
        left.ShouldAllBe(l => all.Contains(l));
    }

    [Fact]
    public async Task The_header_stays_what_does_not_fit_is_counted_and_resizing_makes_room()
    {
        await DeployAsync("wide", 9);
        await using var screen = await TerminalScreen.StartAsync(80, 12, cluster.Kubeconfig, "trace deploy wide");
        var frame = await screen.UntilAsync("9 Pods Ready");
        frame.ShouldStartWith("Deployment wide");
        frame.ShouldNotContain("12h", customMessage: "the cluster's clock is twelve hours behind; ages are counted by it");
        frame.TrimEnd().Split('\n').Length.ShouldBeLessThanOrEqualTo(12);

        await screen.ResizeAsync(200, 50);
        var wide = await screen.UntilAsync(s => s.Split('\n').Count(l => l.Contains("● wide-", StringComparison.Ordinal)) == 9, "every Pod");
        wide.ShouldStartWith("Deployment wide");

        await screen.SendAsync("C-c");
        await screen.UntilAsync("echo is on");
        (await screen.IsCursorVisibleAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task Keys_are_not_written_across_the_picture_and_q_leaves()
    {
        await DeployAsync("keys", 1);
        await using var screen = await TerminalScreen.StartAsync(80, 24, cluster.Kubeconfig, "trace deploy keys");
        await screen.UntilAsync("Complete");
        await screen.SendAsync("typed");
        await screen.SendAsync("q");
        var after = await screen.UntilAsync("echo is on");
        after.ShouldContain("ended 0");
        after.ShouldNotContain("typed");
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("NO_COLOR=1", false)]
    public async Task Colour_is_used_unless_it_is_not_wanted(string environment, bool isColoured)
    {
        await DeployAsync("plain", 1);
        await using var screen = await TerminalScreen.StartAsync(100, 30, cluster.Kubeconfig, "trace deploy plain", environment);
        await screen.UntilAsync("Complete");

        (await screen.ColouredAsync()).Contains("\e[3", StringComparison.Ordinal).ShouldBe(isColoured);
    }

    private async Task DeployAsync(string name, int replicas)
    {
        await cluster.KubectlAsync("create", "deployment", name, "--image=nginx:1", $"--replicas={replicas}");
        (await cluster.KubectlAsync("rollout", "status", $"deploy/{name}", "--timeout=100s")).Code.ShouldBe(0);
    }
}
