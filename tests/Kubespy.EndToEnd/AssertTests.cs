namespace Kubespy.EndToEnd;

/// <summary><c>kubespy trace --assert</c> and <c>kubespy report</c>, as a pipeline uses them.</summary>
public sealed class AssertTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    [Fact]
    public async Task A_rollout_that_leaves_a_Service_without_endpoints_fails_and_says_for_how_long()
    {
        await DeployAsync("rolling", "{}");
        (await cluster.KubectlAsync("set", "image", "deploy/rolling", "nginx=nginx:1.28")).Code.ShouldBe(0);
        var held = await cluster.KubespyAsync("trace", "deploy/rolling", "--until", "complete", "--timeout", "90s", "--assert", "floor,ceiling,no-endpoint-gap,no-traffic-unready");
        held.Code.ShouldBe(0, held.Output + held.Error);

        await DeployAsync("recreated", """{"spec":{"strategy":{"type":"Recreate","rollingUpdate":null}}}""");
        await using var broken = new RunningKubespy(cluster.Kubeconfig, "trace", "deploy/recreated", "--assert", "one-revision", "--assert", "no-endpoint-gap");
        await broken.UntilAsync("deploy/recreated complete");
        (await cluster.KubectlAsync("set", "image", "deploy/recreated", "nginx=nginx:1.28")).Code.ShouldBe(0);
        await broken.UntilAsync("deploy/recreated complete in ");
        (await broken.StopAsync()).ShouldBe(1, broken.Output + broken.Error);
        broken.Output.Trim().Split('\n')[^1].ShouldContain("deploy/recreated assert no-endpoint-gap violated: no endpoint of svc/recreated was ready: once, ");
    }

    [Fact]
    public async Task What_may_not_be_watched_cannot_be_asserted()
    {
        await DeployAsync("hidden", "{}");
        await using var door = await TroubledDoor.OpenAsync(cluster.Context);
        door.Refuse = r => r.Path.Value!.EndsWith("/endpointslices", StringComparison.Ordinal) ? (403, """{"kind":"Status","message":"endpointslices is forbidden: User jane","code":403}""") : null;
        await using var kubespy = new RunningKubespy(door.Kubeconfig, "trace", "deploy", "hidden", "--until", "complete", "--assert", "no-endpoint-gap");
        (await kubespy.EndAsync()).ShouldBe(1, kubespy.Output + kubespy.Error);
        kubespy.Output.Trim().Split('\n')[^1].ShouldContain("assert no-endpoint-gap cannot be judged: endpointslices may not be watched: endpointslices is forbidden: User jane");
    }

    [Fact]
    public async Task A_report_is_written_once_and_for_its_owner()
    {
        var folder = Directory.CreateTempSubdirectory("kubespy-report-").FullName;
        try
        {
            var recording = Path.Combine(folder, "r.jsonl");
            await File.WriteAllTextAsync(
                recording,
                """{"t":0,"time":"2026-01-01T12:00:00.000000Z","type":"ADDED","object":{"kind":"Pod","apiVersion":"v1","metadata":{"name":"p","namespace":"default","uid":"1"},"status":{"phase":"Pending"}}}""" + "\n",
                TestContext.Current.CancellationToken);
            foreach (var form in new[] { "html", "md", "json", "svg" })
            {
                var page = Path.Combine(folder, "page." + form);
                var made = await cluster.KubespyAsync("report", recording, "--out", page);
                (made.Code, made.Error).ShouldBe((0, ""));
                (await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken)).ShouldContain("p");
            }

            var again = await cluster.KubespyAsync("report", recording, "--out", Path.Combine(folder, "page.md"));
            again.Code.ShouldBe(1);
            again.Error.ShouldContain("exists: choose another name, or --overwrite it");
            (await cluster.KubespyAsync("report", recording, "--out", "page.pdf")).Error.ShouldBe("kubespy: --out is a file that ends in .html, .md, .json or .svg, not page.pdf\n  see: kubespy report --help\n");
            (await cluster.KubespyAsync("report", recording, "deploy/x", "--out", Path.Combine(folder, "x.md"))).Error.ShouldStartWith($"kubespy: {recording} has no deploy/x");
            (await cluster.KubespyAsync("report", recording, "--from", "13:00", "--out", Path.Combine(folder, "y.md"))).Error.ShouldContain("the recording ends before that");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task DeployAsync(string name, string patch)
    {
        (await cluster.KubectlAsync("create", "deployment", name, "--image=nginx:1", "--replicas=2", "--port=80")).Code.ShouldBe(0);
        (await cluster.KubectlAsync("patch", "deployment", name, "-p", patch)).Code.ShouldBe(0);
        (await cluster.KubectlAsync("expose", "deployment", name, "--port=80")).Code.ShouldBe(0);
        (await cluster.KubespyAsync("trace", $"deploy/{name}", "--until", "complete", "--timeout", "90s")).Code.ShouldBe(0);
    }
}
