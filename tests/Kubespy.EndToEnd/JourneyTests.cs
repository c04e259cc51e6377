namespace Kubespy.EndToEnd;

/// <summary>Whole journeys: unmodified kubectl changes, kubespy watches.</summary>
public sealed class JourneyTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    [Fact]
    public async Task A_rollout_is_waited_for_and_told()
    {
        (await cluster.KubectlAsync("create", "deployment", "web", "--image=nginx:1", "--replicas=2")).Code.ShouldBe(0);
        var first = await cluster.KubespyAsync("trace", "deploy/web", "--until", "complete", "--timeout", "90s");
        first.Code.ShouldBe(0, first.Output + first.Error);
        (await cluster.KubectlAsync("set", "image", "deploy/web", "nginx=nginx:1.28")).Code.ShouldBe(0);
        var second = await cluster.KubespyAsync("trace", "deploy", "web", "--until", "settled", "--timeout", "90s");
        second.Code.ShouldBe(0, second.Output + second.Error);
        second.Output.ShouldContain("deploy/web settled, available 2/2");
        (await cluster.KubectlAsync("rollout", "status", "deploy/web", "--timeout=90s")).Output.ShouldContain("successfully rolled out");
        (await cluster.KubectlAsync("rollout", "history", "deploy/web")).Output.ShouldContain("2");
    }

    [Fact]
    public async Task A_doomed_rollout_fails_at_once_with_its_cause()
    {
        (await cluster.KubectlAsync("create", "deployment", "doomed", "--image=nginx:bad")).Code.ShouldBe(0);
        var trace = await cluster.KubespyAsync("trace", "deploy/doomed", "--until", "complete", "--timeout", "90s");
        trace.Code.ShouldBe(1, trace.Output + trace.Error);
        trace.Output.ShouldContain("image nginx:bad not found");
    }

    [Fact]
    public async Task What_does_not_exist_is_said_clearly()
    {
        var kind = await cluster.KubespyAsync("trace", "deploymnt/web");
        (kind.Code, kind.Error).ShouldBe((2, "kubespy: the cluster has no kind \"deploymnt\"\n  did you mean deployment?\n"));
        var ns = await cluster.KubespyAsync("trace", "deploy/web", "-n", "nowhere");
        ns.Code.ShouldBe(2);
        ns.Error.ShouldContain("namespace \"nowhere\" does not exist");
        var timeout = await cluster.KubespyAsync("trace", "deploy/absent", "--until", "complete", "--timeout", "1s");
        timeout.Code.ShouldBe(3, timeout.Output + timeout.Error);
    }

    [Fact]
    public void The_kubeconfig_is_its_owners_and_begins_with_no_mark()
    {
        var written = cluster.Host.KubeconfigPath!;
        File.ReadAllBytes(written)[0].ShouldBe((byte)'a');
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(written).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public async Task Kubectl_does_what_it_does_on_any_cluster()
    {
        (await cluster.KubectlAsync("version")).Output.ShouldContain("Server Version: v1.");
        (await cluster.KubectlAsync("create", "configmap", "c", "--from-literal=a=b")).Code.ShouldBe(0);
        (await cluster.KubectlAsync("get", "cm", "c", "-o", "jsonpath={.data.a}")).Output.ShouldBe("b");
        (await cluster.KubectlAsync("label", "cm", "c", "x=y")).Code.ShouldBe(0);
        (await cluster.KubectlAsync("patch", "cm", "c", "--type=json", "-p", """[{"op":"replace","path":"/data/a","value":"z"}]""")).Code.ShouldBe(0);
        (await cluster.KubectlAsync("get", "cm", "-l", "x=y")).Output.ShouldContain("c ");
        (await cluster.KubectlAsync("explain", "deploy.spec.replicas")).Output.ShouldContain("FIELD: replicas <integer>");
        (await cluster.KubectlAsync("delete", "cm", "c")).Code.ShouldBe(0);
        (await cluster.KubectlAsync("get", "cm", "c")).Error.ShouldContain("configmaps \"c\" not found");
    }
}
