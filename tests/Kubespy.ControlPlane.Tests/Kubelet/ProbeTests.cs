using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Kubelet;

public sealed class ProbeTests
{
    private static readonly WriteContext Me = new("me", "kubectl/v1.32");
    private static readonly ObjectKey Key = new("default", "web");

    private readonly EmbeddedCluster _cluster = new(new ClusterOptions { Nodes = 1 });

    public ProbeTests() => _cluster.Loop.Advance(TimeSpan.FromSeconds(2));

    [Fact]
    public void Containers_wait_for_the_startup_probe_of_a_sidecar()
    {
        var pod = Run(
            """
            "initContainers":[{"name":"side","image":"nginx","restartPolicy":"Always","startupProbe":{"exec":{"command":["/bin/true"]},"initialDelaySeconds":10}}],
            "containers":[{"name":"c","image":"nginx"}]
            """, seconds: 5);
        pod.Status.StringAt("phase").ShouldBe("Pending");
        pod.Root.ListAt("status", "containerStatuses")[0].StringAt("state", "waiting", "reason").ShouldBe("PodInitializing");
        _cluster.Loop.Advance(TimeSpan.FromSeconds(10));
        PodView.Of(_cluster.Api.Get(Resources.Pods, Key)).IsReady.ShouldBeTrue();
    }

    [Fact]
    public void A_failing_liveness_probe_restarts_once_the_grace_period_is_over()
    {
        const string containers =
            """
            "terminationGracePeriodSeconds":8,"containers":[{"name":"c","image":"nginx","env":[{"name":"IGNORE_TERM","value":"1"}],
             "livenessProbe":{"exec":{"command":["/bin/false"]},"periodSeconds":1,"failureThreshold":2}}]
            """;
        Restarts(Run(containers, seconds: 6)).ShouldBe(0);
        _cluster.Loop.Advance(TimeSpan.FromSeconds(9));
        var pod = _cluster.Api.Get(Resources.Pods, Key);
        Restarts(pod).ShouldBe(1);
        pod.Root.ListAt("status", "containerStatuses")[0].Int64At("lastState", "terminated", "exitCode").ShouldBe(137);
        _cluster.Store.Read(Resources.Events).Objects.Values.Select(e => e.Root.StringAt("message"))
            .ShouldContain("Container c failed liveness probe, will be restarted");
    }

    [Fact]
    public void A_startup_probe_that_fails_restarts_the_container()
    {
        Run("""
            "containers":[{"name":"c","image":"nginx:1","startupProbe":{"httpGet":{"path":"/","port":80},"periodSeconds":2,"failureThreshold":3},"readinessProbe":{"exec":{"command":["/bin/true"]}}}]
            """, seconds: 3, annotation: "kubespy.dev/started");
        var pod = _cluster.Api.Get(Resources.Pods, Key);
        pod.Root.ListAt("status", "containerStatuses")[0].BoolAt("started").ShouldBe(false);
        pod.Condition("Ready").StringAt("status").ShouldBe("False");
        _cluster.Loop.Advance(TimeSpan.FromSeconds(6));
        Restarts(_cluster.Api.Get(Resources.Pods, Key)).ShouldBe(1);
        Messages().ShouldContain("Startup probe failed: HTTP probe failed with statuscode: 503");
        Messages().ShouldContain("Container c failed startup probe, will be restarted");
    }

    [Theory]
    [InlineData("\"tcpSocket\":{\"port\":80}", "Liveness probe failed: dial tcp 10.101.0.3:80: connect: connection refused")]
    [InlineData("\"grpc\":{\"port\":80}", "Liveness probe failed: service unhealthy (responded with \"NOT_SERVING\")")]
    public void A_probe_that_fails_says_what_it_found(string handler, string message)
    {
        Run($"\"containers\":[{{\"name\":\"c\",\"image\":\"nginx:1\",\"livenessProbe\":{{{handler},\"periodSeconds\":1}}}}]", seconds: 3, annotation: "kubespy.dev/live");
        Messages().ShouldContain(message);
    }

    private IEnumerable<string?> Messages() => _cluster.Store.Read(Resources.Events).Objects.Values.Select(e => e.Root.StringAt("message"));

    private static long? Restarts(KubeObject pod) => pod.Root.ListAt("status", "containerStatuses")[0].Int64At("restartCount");

    /// <summary>Runs a Pod of that spec, with that annotation false.</summary>
    private KubeObject Run(string spec, int seconds, string annotation = "a")
    {
        _cluster.Api.Create(Resources.Pods, KubeObject.Parse(
            """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","namespace":"default","annotations":{"NOT":"false"}},"spec":{SPEC}}"""
                .Replace("NOT", annotation, StringComparison.Ordinal).Replace("SPEC", spec, StringComparison.Ordinal)), Me);
        _cluster.Loop.Advance(TimeSpan.FromSeconds(seconds));
        return _cluster.Api.Get(Resources.Pods, Key);
    }
}
