using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Services;

/// <summary>The course of recording 29: readiness flips, the selector changes and comes back, the Service goes.</summary>
public sealed class EndpointsTests
{
    private const string Trigger = "endpoints.kubernetes.io/last-change-trigger-time";

    private static readonly WriteContext Me = new("me", "kubectl/v1.32");
    private static readonly ObjectKey Key = new("default", "web");

    private readonly EmbeddedCluster _cluster = new(new ClusterOptions { Nodes = 1 });

    public EndpointsTests()
    {
        _cluster.Loop.Advance(TimeSpan.FromSeconds(2));
        _cluster.Api.Create(Resources.Services, KubeObject.Parse(
            """{"apiVersion":"v1","kind":"Service","metadata":{"name":"web","namespace":"default"},"spec":{"selector":{"app":"web"},"ports":[{"port":80,"targetPort":"http"}]}}"""), Me);
        _cluster.Api.Create(Resources.Pods, KubeObject.Parse(
            """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","namespace":"default","labels":{"app":"web"}},"spec":{"containers":[{"name":"c","image":"nginx",
             "ports":[{"name":"http","containerPort":8080}],"readinessProbe":{"exec":{"command":["/bin/true"]},"periodSeconds":1,"failureThreshold":1}}]}}
            """), Me);
        _cluster.Loop.Advance(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void A_readiness_flip_moves_the_address_and_tells_when()
    {
        Slice().Root.ListAt("endpoints")[0].BoolAt("conditions", "ready").ShouldBe(true);
        Endpoints().Root.ListAt("subsets")[0].ListAt("addresses").Count.ShouldBe(1);
        Endpoints().Root.ListAt("subsets")[0].ListAt("ports")[0].Int64At("port").ShouldBe(8080);

        SetReady("false");
        Slice().Root.ListAt("endpoints")[0].BoolAt("conditions", "ready").ShouldBe(false);
        Slice().Root.ListAt("endpoints")[0].BoolAt("conditions", "serving").ShouldBe(false);
        Endpoints().Root.ListAt("subsets")[0].ListAt("notReadyAddresses").Count.ShouldBe(1);
        var since = Timestamp.Format(PodView.Of(_cluster.Api.Get(Resources.Pods, Key)).ReadySince!.Value);
        Slice().Annotation(Trigger).ShouldBe(since);
        Endpoints().Annotation(Trigger).ShouldBe(since);
    }

    [Fact]
    public void A_selector_that_matches_nothing_leaves_empty_objects_without_a_trigger_time()
    {
        Select("other");
        Slice().Root.ListAt("endpoints").ShouldBeEmpty();
        Slice().Annotation(Trigger).ShouldBeNull();
        Endpoints().Root.ListAt("subsets").ShouldBeEmpty();
        Endpoints().Annotation(Trigger).ShouldBeNull();

        Select("web");
        Slice().Root.ListAt("endpoints").Count.ShouldBe(1);
        Slice().Annotation(Trigger).ShouldNotBeNull();
    }

    [Fact]
    public void A_terminating_pod_stays_in_the_slice_and_leaves_the_endpoints_at_once()
    {
        var seen = new List<string>();
        _cluster.Store.Subscribe(Resources.EndpointSlices, e => Note(e, seen));
        _cluster.Api.Delete(Resources.Pods, Key, DeleteOptions.Default, Me);
        _cluster.Loop.Advance(TimeSpan.FromSeconds(2));
        seen.ShouldBe(["ready=False serving=True terminating=True", ""]);
        Endpoints().Root.ListAt("subsets").ShouldBeEmpty();
    }

    [Fact]
    public void A_deleted_service_takes_both_along()
    {
        _cluster.Api.Delete(Resources.Services, Key, DeleteOptions.Default, Me);
        _cluster.Loop.Advance(TimeSpan.FromSeconds(2));
        _cluster.Store.Read(Resources.Endpoints).Objects.Values.Count(e => e.Name == "web").ShouldBe(0);
        _cluster.Store.Read(Resources.EndpointSlices).Objects.Values.Count(e => e.Namespace == "default" && e.Name.StartsWith("web-", StringComparison.Ordinal)).ShouldBe(0);
    }

    private static void Note(StoreEvent e, List<string> seen) => seen.Add(string.Join(';', e.Object.Root.ListAt("endpoints").Select(p =>
        $"ready={p.BoolAt("conditions", "ready")} serving={p.BoolAt("conditions", "serving")} terminating={p.BoolAt("conditions", "terminating")}")));

    private void SetReady(string value)
    {
        _cluster.Api.Update(Resources.Pods, _cluster.Api.Get(Resources.Pods, Key).WithAnnotation("kubespy.dev/ready", value), Me);
        _cluster.Loop.Advance(TimeSpan.FromSeconds(3));
    }

    private void Select(string app)
    {
        var service = _cluster.Api.Get(Resources.Services, Key);
        _cluster.Api.Update(Resources.Services, service.With("spec", service.Spec!.With("selector", MapValue.Of(("app", app)))), Me);
        _cluster.Loop.Advance(TimeSpan.FromSeconds(3));
    }

    private KubeObject Endpoints() => _cluster.Api.Get(Resources.Endpoints, Key);

    private KubeObject Slice() => _cluster.Store.Read(Resources.EndpointSlices).Objects.Values.Single(s => s.Label("kubernetes.io/service-name") == "web");
}
