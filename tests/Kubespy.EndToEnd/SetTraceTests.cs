namespace Kubespy.EndToEnd;

/// <summary>Traces of StatefulSets and DaemonSets that the embedded cluster runs: one that is well, and those that wait for what does not come.</summary>
public sealed class SetTraceTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    private const string Crash = "\"env\":[{\"name\":\"CRASH\",\"value\":\"1\"}],\"readinessProbe\":{\"exec\":{\"command\":[\"/bin/false\"]}}";
    private const string TooMuch = "\"resources\":{\"requests\":{\"cpu\":\"640\"}}";

    [Theory]
    [InlineData("StatefulSet", "sts", "complete; ready 3/3, updated 3/3")]
    [InlineData("DaemonSet", "ds", "complete; available 3/3, ready 3/3, updated 3/3")]
    public async Task One_that_is_well_is_waited_for_and_then_its_update(string kind, string shortKind, string summary)
    {
        await ApplyAsync(kind, "well");
        await TracedAsync($"{shortKind}/well", 0, summary);
        (await cluster.KubectlAsync("set", "image", $"{shortKind}/well", "c=nginx:2")).Code.ShouldBe(0);
        await TracedAsync($"{shortKind}/well", 0, summary);
        (await cluster.KubespyAsync("why", $"{shortKind}/well")).Output.ShouldStartWith("Complete: nothing is wrong. 3/3 serve.");
    }

    [Theory]
    [InlineData("StatefulSet", "sts", "bad", "nginx:bad", "", 1, "failed: image nginx:bad not found; ready 0/3, updated 1/3")]
    [InlineData("StatefulSet", "sts", "large", "nginx:1", TooMuch, 3, "timed out: unavailable, none of 3 nodes takes it: 3 have too little cpu; ready 0/3, updated 1/3")]
    [InlineData("DaemonSet", "ds", "bad", "nginx:bad", "", 1, "failed: image nginx:bad not found; available 0/3, ready 0/3, updated 3/3")]
    [InlineData("DaemonSet", "ds", "large", "nginx:1", TooMuch, 3, "timed out: unavailable, none of 3 nodes takes it: 1 has too little cpu, 2 are not the node it is for; available 0/3, ready 0/3, updated 3/3")]
    public async Task One_that_does_not_come_up_says_why(string kind, string shortKind, string name, string image, string container, int code, string summary)
    {
        await ApplyAsync(kind, name, image, container);
        await TracedAsync($"{shortKind}/{name}", code, summary, seconds: code == 3 ? 5 : 30);
        var why = await cluster.KubespyAsync("why", $"{shortKind}/{name}");
        (why.Code, why.Output).ShouldBe((1, why.Output));
        why.Output.ShouldStartWith(code == 1 ? "Stuck: " : "Unavailable: ");
    }

    [Theory]
    [InlineData("StatefulSet", "sts")]
    [InlineData("DaemonSet", "ds")]
    public async Task One_that_crashes_says_with_what_last_words(string kind, string shortKind)
    {
        await ApplyAsync(kind, "crashes", container: Crash);
        var trace = await cluster.KubespyAsync("trace", $"{shortKind}/crashes", "--until", "complete", "--tolerate", "1", "--timeout", "30s");
        trace.Code.ShouldBe(1, trace.Output + trace.Error);
        trace.Output.ShouldContain("container c keeps crashing (exit code 1)");
        trace.Output.ShouldContain("c | fatal: CRASH=1 in the environment");
    }

    [Fact]
    public async Task A_claim_that_is_not_bound_holds_the_first_Pod()
    {
        await ApplyAsync("StatefulSet", "claims", spec: """ ,"volumeClaimTemplates":[{"metadata":{"name":"data"},"spec":{"storageClassName":"nowhere","accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}}}] """);
        var trace = await cluster.KubespyAsync("trace", "sts/claims", "-o", "json", "--until", "complete", "--timeout", "8s");
        trace.Code.ShouldBeOneOf(1, 3);
        trace.Output.ShouldContain("\"name\":\"data-claims-0\"");
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

    private async Task TracedAsync(string target, int code, string summary, int seconds = 40)
    {
        var trace = await cluster.KubespyAsync("trace", target, "--until", "complete", "--timeout", $"{seconds}s");
        trace.Code.ShouldBe(code, trace.Output + trace.Error);
        trace.Output.Trim().Split('\n')[^1].ShouldContain(summary);
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
