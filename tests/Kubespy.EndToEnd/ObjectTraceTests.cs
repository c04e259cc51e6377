namespace Kubespy.EndToEnd;

/// <summary>Traces of kinds other than Deployments, against the embedded cluster that unmodified kubectl changes.</summary>
public sealed class ObjectTraceTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    [Fact]
    public async Task A_Service_is_waited_for_and_one_that_selects_nothing_is_told_with_what_mends_it()
    {
        (await cluster.KubectlAsync("create", "deployment", "shop", "--image=nginx:1", "--replicas=2")).Code.ShouldBe(0);
        (await cluster.KubectlAsync("expose", "deployment", "shop", "--port=80")).Code.ShouldBe(0);
        var ready = await cluster.KubespyAsync("trace", "service/shop", "--until", "ready", "--timeout", "30s");
        ready.Code.ShouldBe(0, ready.Output + ready.Error);
        ready.Output.ShouldContain("svc/shop ready; endpoints ready ");

        (await cluster.KubectlAsync("patch", "svc", "shop", "-p", """{"spec":{"selector":{"app":"shopp"}}}""")).Code.ShouldBe(0);
        var missed = await cluster.KubespyAsync("trace", "svc", "shop", "-o", "json", "--until", "ready", "--timeout", "3s");
        missed.Code.ShouldBe(3, missed.Output + missed.Error);
        missed.Output.ShouldContain("selects no Pod: app=shopp");
        missed.Output.ShouldContain("app=shopp --overwrite");
    }
}
