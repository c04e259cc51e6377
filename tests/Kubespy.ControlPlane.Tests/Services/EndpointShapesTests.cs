using System.Globalization;
using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Services;

/// <summary>Endpoints and EndpointSlices of Services of every shape, over Pods whose status is written by hand.</summary>
public sealed class EndpointShapesTests
{
    private static readonly WriteContext Me = new("me", "kubectl/v1.32");

    private readonly EmbeddedCluster _cluster = new(new ClusterOptions { Nodes = 1 });

    public EndpointShapesTests()
    {
        _cluster.Loop.Advance(TimeSpan.FromSeconds(1));
        _cluster.Api.Create(Resources.Nodes, KubeObject.Parse("""{"apiVersion":"v1","kind":"Node","metadata":{"name":"still","labels":{"topology.kubernetes.io/zone":"east"}}}"""), Me);
    }

    [Fact]
    public void Ports_that_the_same_Pods_have_share_a_subset_and_each_combination_has_its_slice()
    {
        Service("""{"selector":{"app":"web"},"ports":[{"name":"a","port":80,"targetPort":"http"},{"name":"b","port":81,"targetPort":"admin"}]}""");
        Pod("both", 1, ports: """[{"name":"http","containerPort":8080},{"name":"admin","containerPort":9090}]""");
        Pod("one", 2, ports: """[{"name":"http","containerPort":8080}]""");
        Settle();

        Endpoints().Root.ListAt("subsets").Select(s => (Addresses(s), string.Join(',', s.ListAt("ports").Select(p => p.Int64At("port"))))).ShouldBe(
            [("10.9.0.1,10.9.0.2", "8080"), ("10.9.0.1", "9090")]);
        Slices().Select(s => (s.Root.ListAt("endpoints").Single().StringAt("targetRef", "name"), string.Join(',', s.Root.ListAt("ports").Select(p => p.Int64At("port"))))).Order().ShouldBe(
            [("both", "8080,9090"), ("one", "8080")]);
    }

    [Fact]
    public void A_headless_Service_without_ports_has_addresses_and_says_that_it_is_headless()
    {
        Service("""{"clusterIP":"None","selector":{"app":"web"}}""");
        Pod("a", 1, extra: "\"hostname\":\"a-host\",\"subdomain\":\"web\",");
        Settle();

        var subset = Endpoints().Root.ListAt("subsets").Single();
        Addresses(subset).ShouldBe("10.9.0.1");
        subset.ListAt("addresses")[0].StringAt("hostname").ShouldBe("a-host");
        subset.ListAt("ports").ShouldBeEmpty();
        Endpoints().Label("service.kubernetes.io/headless").ShouldBe("");
        var slice = Slices().Single();
        slice.Label("service.kubernetes.io/headless").ShouldBe("");
        slice.Root.ListAt("endpoints")[0].StringAt("hostname").ShouldBe("a-host");
        slice.Root.ListAt("endpoints")[0].StringAt("zone").ShouldBe("east");
    }

    [Fact]
    public void What_publishes_not_ready_addresses_keeps_unready_and_terminating_Pods()
    {
        Service("""{"publishNotReadyAddresses":true,"selector":{"app":"web"},"ports":[{"port":80,"appProtocol":"kubernetes.io/h2c"}]}""");
        Pod("unready", 1, isReady: false);
        Pod("going", 2);
        _cluster.Api.Delete(Resources.Pods, new ObjectKey("default", "going"), DeleteOptions.Default, Me);
        Settle();

        var subset = Endpoints().Root.ListAt("subsets").Single();
        Addresses(subset).ShouldBe("10.9.0.1,10.9.0.2");
        subset.ListAt("ports")[0].StringAt("appProtocol").ShouldBe("kubernetes.io/h2c");
        var slice = Slices().Single();
        slice.Root.ListAt("ports")[0].StringAt("appProtocol").ShouldBe("kubernetes.io/h2c");
        slice.Root.ListAt("endpoints").Select(e => e.At("conditions")!.ToString()).Order().ShouldBe(
            ["""{"ready":true,"serving":false,"terminating":false}""", """{"ready":true,"serving":true,"terminating":true}"""]);
    }

    [Fact]
    public void A_Service_that_is_but_a_name_has_no_endpoints()
    {
        Service("""{"type":"ExternalName","externalName":"example.com","selector":{"app":"web"}}""");
        Pod("a", 1);
        Settle();
        Slices().ShouldBeEmpty();
        _cluster.Store.Find(Resources.Endpoints, new ObjectKey("default", "web")).ShouldBeNull();
    }

    [Fact]
    public void What_someone_deletes_or_changes_comes_back()
    {
        Service("""{"selector":{"app":"web"},"ports":[{"port":80}]}""");
        Pod("a", 1);
        Settle();
        var before = Slices().Single();
        _cluster.Api.Delete(Resources.EndpointSlices, before.Key, DeleteOptions.Default, Me);
        _cluster.Api.Delete(Resources.Endpoints, new ObjectKey("default", "web"), DeleteOptions.Default, Me);
        Settle();
        Slices().Single().Root.ListAt("endpoints").Count.ShouldBe(1);
        Addresses(Endpoints().Root.ListAt("subsets").Single()).ShouldBe("10.9.0.1");

        _cluster.Api.Update(Resources.EndpointSlices, Slices().Single().With("endpoints", ListValue.Empty), Me);
        Settle();
        Slices().Single().Root.ListAt("endpoints").Count.ShouldBe(1);
    }

    [Fact]
    public void A_hundred_endpoints_a_slice_and_one_that_goes_changes_one_slice()
    {
        Service("""{"selector":{"app":"web"},"ports":[{"port":80}]}""");
        Pods(250);
        Slices().Select(s => s.Root.ListAt("endpoints").Count).OrderDescending().ShouldBe([100, 100, 50]);
        var writes = new List<string>();
        _cluster.Store.Subscribe(Resources.EndpointSlices, e => writes.Add(e.Object.Name));

        Finish("p7");
        Settle();
        writes.Count.ShouldBe(1);
        Slices().SelectMany(s => s.Root.ListAt("endpoints")).Select(e => e.StringAt("targetRef", "name")).Distinct().Count().ShouldBe(249);

        // What is new goes where there is room for all of it: into the fullest such slice.
        Pod("late", 999);
        Settle();
        Slices().Select(s => s.Root.ListAt("endpoints").Count).OrderDescending().ShouldBe([100, 100, 50]);
    }

    [Fact]
    public void Endpoints_end_at_a_thousand_ready_ones_first_and_say_so()
    {
        Service("""{"selector":{"app":"web"},"ports":[{"port":80}]}""");
        Pods(1001, ready: 3);
        var subset = Endpoints().Root.ListAt("subsets").Single();
        (subset.ListAt("addresses").Count, subset.ListAt("notReadyAddresses").Count).ShouldBe((3, 997));
        Endpoints().Annotation("endpoints.kubernetes.io/over-capacity").ShouldBe("truncated");

        Finish("p0");
        Settle();
        Endpoints().Annotation("endpoints.kubernetes.io/over-capacity").ShouldBeNull();
    }

    private void Settle() => _cluster.Loop.Advance(TimeSpan.FromSeconds(4));

    private void Service(string spec) => _cluster.Api.Create(Resources.Services, KubeObject.Parse(
        "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"web\",\"namespace\":\"default\"},\"spec\":SPEC}".Replace("SPEC", spec, StringComparison.Ordinal)), Me);

    private void Pods(int count, int ready = int.MaxValue)
    {
        for (var i = 0; i < count; i++)
        {
            Pod($"p{i}", i + 1, isReady: i < ready);
        }

        Settle();
    }

    /// <summary>A Pod of a node without a kubelet, as a kubelet would have left it.</summary>
    private void Pod(string name, int number, bool isReady = true, string ports = "[]", string extra = "")
    {
        var address = string.Create(CultureInfo.InvariantCulture, $"10.9.{number / 256}.{number % 256}");
        var pod = _cluster.Api.Create(Resources.Pods, KubeObject.Parse($$$"""
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{name}}}","namespace":"default","labels":{"app":"web"}},
             "spec":{"nodeName":"still",{{{extra}}}"containers":[{"name":"c","image":"nginx","ports":{{{ports}}} }]} }
            """), Me);
        _cluster.Api.Update(Resources.Pods, pod.With("status", ValueReader.Read($$$"""
            {"phase":"Running","podIP":"{{{address}}}","podIPs":[{"ip":"{{{address}}}"}],
             "conditions":[{"type":"Ready","status":"{{{(isReady ? "True" : "False")}}}","lastTransitionTime":"2026-01-01T00:00:00Z"}]}
            """)), Me, "status");
    }

    /// <summary>Ends a Pod as if it had run to its end: it is deleted without grace.</summary>
    private void Finish(string name) =>
        _cluster.Api.Delete(Resources.Pods, new ObjectKey("default", name), new DeleteOptions { GracePeriodSeconds = 0 }, Me);

    private static string Addresses(Value subset) => string.Join(',', subset.ListAt("addresses").Select(a => a.StringAt("ip")));

    private KubeObject Endpoints() => _cluster.Api.Get(Resources.Endpoints, new ObjectKey("default", "web"));

    private IReadOnlyList<KubeObject> Slices() =>
        [.. _cluster.Store.Read(Resources.EndpointSlices).Objects.Values.Where(s => s.Label("kubernetes.io/service-name") == "web")];
}
