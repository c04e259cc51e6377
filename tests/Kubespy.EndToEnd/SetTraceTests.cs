namespace Kubespy.EndToEnd;

/// <summary>Traces of StatefulSets and DaemonSets that the embedded cluster runs: one that is well, and those that wait for what does not come.</summary>
public sealed class SetTraceTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    private const string Crash = "\"command\":[\"sh\",\"-c\",\"echo there is no database; exit 1\"],\"readinessProbe\":{\"exec\":{\"command\":[\"/bin/false\"]}}";
    private const string TooMuch = "\"resources\":{\"requests\":{\"cpu\":\"640\"}}";

    [Theory]
    [InlineData("StatefulSet", "sts", "complete; ready (3/3), updated \\1")]
    [InlineData("DaemonSet", "ds", "complete; available (([0-9]+)/\\2), ready \\1, updated \\1")]
    public async Task One_that_is_well_is_waited_for_and_then_its_update(string kind, string shortKind, string summary)
    {
        await ApplyAsync(kind, "well");
        await TracedAsync($"{shortKind}/well", 0, summary);
        (await cluster.KubectlAsync("set", "image", $"{shortKind}/well", "c=nginx:1.28")).Code.ShouldBe(0);
        await TracedAsync($"{shortKind}/well", 0, summary);
        (await cluster.KubespyAsync("why", $"{shortKind}/well")).Output.ShouldMatch("^Complete: nothing is wrong\\. ([0-9]+)/\\1 serve\\.");
    }

    [Theory]
    [InlineData("StatefulSet", "sts", "ready 0/3, updated 1/3")]
    [InlineData("DaemonSet", "ds", "available (?<none>0/(?<all>[0-9]+)), ready \\k<none>, updated \\k<all>/\\k<all>")]
    public async Task One_whose_image_is_not_found_fails_at_once(string kind, string shortKind, string summary)
    {
        await ApplyAsync(kind, "bad", "nginx:bad");
        await TracedAsync($"{shortKind}/bad", 1, "failed: image nginx:bad not found; " + summary);
        var why = await cluster.KubespyAsync("why", $"{shortKind}/bad");
        (why.Code, why.Output).ShouldBe((1, why.Output));
        why.Output.ShouldStartWith("Stuck: ");
    }

    [Theory]
    [InlineData("StatefulSet", "sts", "ready 0/3, updated 1/3")]
    [InlineData("DaemonSet", "ds", "available (?<none>0/(?<all>[0-9]+)), ready \\k<none>, updated \\k<all>/\\k<all>")]
    public async Task One_that_no_node_takes_says_why_and_may_yet_come(string kind, string shortKind, string summary)
    {
        await ApplyAsync(kind, "large", container: TooMuch);
        await using var trace = new RunningKubespy(cluster.Kubeconfig, "trace", $"{shortKind}/large", "--until", "complete");
        await trace.UntilMatchAsync("large unavailable: (?:none of [0-9]+ nodes takes it|the only node does not take it): .*(?:has|have) too little cpu.*, " + summary);
        (await trace.StopAsync()).ShouldBe(3);
        var why = await cluster.KubespyAsync("why", $"{shortKind}/large");
        (why.Code, why.Output).ShouldBe((1, why.Output));
        why.Output.ShouldStartWith("Unavailable: ");
    }

    [Theory]
    [InlineData("StatefulSet", "sts")]
    [InlineData("DaemonSet", "ds")]
    public async Task One_that_crashes_says_with_what_last_words(string kind, string shortKind)
    {
        await ApplyAsync(kind, "crashes", container: Crash);
        var trace = await cluster.KubespyAsync("trace", $"{shortKind}/crashes", "--until", "complete", "--tolerate", "1", "--timeout", "90s");
        trace.Code.ShouldBe(1, trace.Output + trace.Error);
        trace.Output.ShouldContain("container c keeps crashing (exit code 1)");
        trace.Output.ShouldContain("c | there is no database");
    }

    [Fact]
    public async Task A_claim_that_is_not_bound_holds_the_first_Pod()
    {
        await ApplyAsync("StatefulSet", "claims", spec: """ ,"volumeClaimTemplates":[{"metadata":{"name":"data"},"spec":{"storageClassName":"nowhere","accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}}}] """);
        await using var trace = new RunningKubespy(cluster.Kubeconfig, "trace", "sts/claims", "-o", "json");
        await trace.UntilAsync("\"name\":\"data-claims-0\"");
        await trace.UntilAsync("StorageClass nowhere does not exist");
        (await cluster.KubespyAsync("why", "sts/claims")).Output.ShouldStartWith("Stuck: claim data-claims-0 is not bound: StorageClass nowhere does not exist. Nothing serves, 0/3.");
    }

    [Fact]
    public async Task A_correction_that_needs_a_Pod_deleted_fails_with_the_command()
    {
        await ApplyAsync("StatefulSet", "undone");
        await TracedAsync("sts/undone", 0, "complete");
        (await cluster.KubectlAsync("set", "image", "sts/undone", "c=nginx:bad")).Code.ShouldBe(0);
        await TracedAsync("sts/undone", 1, "image nginx:bad not found");
        (await cluster.KubectlAsync("rollout", "undo", "sts/undone")).Code.ShouldBe(0);
        await TracedAsync("sts/undone", 1, "undone-2 is not Ready at a revision that is no longer wanted, and is not replaced until it is deleted");
        (await cluster.KubespyAsync("why", "sts/undone")).Output.ShouldContain("Remedy: kubectl delete pod undone-2");

        (await cluster.KubectlAsync("delete", "pod", "undone-2")).Code.ShouldBe(0);
        await TracedAsync("sts/undone", 0, "complete");
    }

    private async Task TracedAsync(string target, int code, string summary)
    {
        var trace = await cluster.KubespyAsync("trace", target, "--until", "complete", "--timeout", "90s");
        trace.Code.ShouldBe(code, trace.Output + trace.Error);
        trace.Output.Trim().Split('\n')[^1].ShouldMatch(summary);
    }

    private async Task ApplyAsync(string kind, string name, string image = "nginx:1", string container = "", string spec = "")
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, $$$"""
                {"apiVersion":"apps/v1","kind":"{{{kind}}}","metadata":{"name":"{{{name}}}"},
                 "spec":{ {{{(kind == "StatefulSet" ? "\"replicas\":3,\"serviceName\":\"x\"," : "")}}} "selector":{"matchLabels":{"app":"{{{name}}}"} }{{{spec}}},
                  "template":{"metadata":{"labels":{"app":"{{{name}}}"}},"spec":{"containers":[{"name":"c","image":"{{{image}}}"{{{(container.Length > 0 ? "," : "")}}}{{{container}}} }]} } } }
                """);
            var applied = await cluster.KubectlAsync("apply", "-f", file);
            applied.Code.ShouldBe(0, applied.Error);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
