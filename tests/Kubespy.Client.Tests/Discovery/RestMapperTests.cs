using Kubespy.Core.Values;

namespace Kubespy.Client.Tests.Discovery;

/// <summary>What people type, and what kubectl would make of it.</summary>
public sealed class RestMapperTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("pod", "v1 pods")]
    [InlineData("PODS", "v1 pods")]
    [InlineData("po", "v1 pods")]
    [InlineData("Deployment", "apps/v1 deployments")]
    [InlineData("deploy", "apps/v1 deployments")]
    [InlineData("deployments.apps", "apps/v1 deployments")]
    [InlineData("deploy.apps", "apps/v1 deployments")]
    [InlineData("deployment.v1.apps", "apps/v1 deployments")]
    [InlineData("pods.v1.", "v1 pods")]
    [InlineData("hpa", "autoscaling/v2 horizontalpodautoscalers")]
    [InlineData("crd", "apiextensions.k8s.io/v1 customresourcedefinitions")]
    [InlineData("endpointslice", "discovery.k8s.io/v1 endpointslices")]
    public async Task What_is_well_known_needs_no_request(string typed, string resource)
    {
        using var cluster = new RecordedDiscovery();
        (await cluster.Mapper.ResolveAsync(typed, Stop)).Resource.ToString().ShouldBe(resource);
        cluster.Server.Count.ShouldBe(0);
        (await cluster.Mapper.ResolveAsync(typed, Stop, isServed: true)).Resource.ToString().ShouldBe(resource, "the cluster says the same");
    }

    [Theory]
    [InlineData("cs", "v1 componentstatuses")]
    [InlineData("events", "v1 events")]
    [InlineData("ev", "v1 events")]
    [InlineData("events.events.k8s.io", "events.k8s.io/v1 events")]
    [InlineData("ev.events", "events.k8s.io/v1 events")]
    [InlineData("deploy.ap", "apps/v1 deployments")]
    [InlineData("horizontalpodautoscalers.v1.autoscaling", "autoscaling/v1 horizontalpodautoscalers")]
    [InlineData("ip", "networking.k8s.io/v1 ipaddresses")]
    [InlineData("runtimeclass", "node.k8s.io/v1 runtimeclasses")]
    public async Task Other_names_are_resolved_by_one_discovery(string typed, string resource)
    {
        using var cluster = new RecordedDiscovery();
        (await cluster.Mapper.ResolveAsync(typed, Stop, isServed: true)).Resource.ToString().ShouldBe(resource);
        (await cluster.Mapper.ResolveAsync(typed, Stop, isServed: true)).Resource.ToString().ShouldBe(resource);
        cluster.Server.Count.ShouldBe(2, "/api and /apis, once");
    }

    [Theory]
    [InlineData("v1", "Pod", "v1 pods")]
    [InlineData("apps/v1", "Deployment", "apps/v1 deployments")]
    [InlineData("autoscaling/v1", "horizontalpodautoscaler", "autoscaling/v1 horizontalpodautoscalers")]
    [InlineData("events.k8s.io/v1", "Event", "events.k8s.io/v1 events")]
    public async Task An_API_version_and_a_kind_are_exact(string apiVersion, string kind, string resource)
    {
        using var cluster = new RecordedDiscovery();
        (await cluster.Mapper.ResolveAsync(apiVersion, kind, Stop)).Resource.ToString().ShouldBe(resource);
    }

    [Theory]
    [InlineData("deploymnt", "did you mean deployment?")]
    [InlineData("statefullset", "did you mean statefulset?")]
    [InlineData("widget.example.com", "list them: kubectl api-resources")]
    public async Task An_unknown_kind_names_its_neighbours(string typed, string remedy)
    {
        using var cluster = new RecordedDiscovery();
        var refusal = await Should.ThrowAsync<ClusterException>(() => cluster.Mapper.ResolveAsync(typed, Stop));
        (refusal.Problem, refusal.Message, refusal.Remedy).ShouldBe((ClusterProblem.NotFound, $"the cluster has no kind \"{typed}\"", remedy));
    }

    [Fact]
    public async Task A_version_that_is_not_served_names_those_that_are()
    {
        using var cluster = new RecordedDiscovery();
        var refusal = await Should.ThrowAsync<ClusterException>(() => cluster.Mapper.ResolveAsync("autoscaling/v2beta2", "HorizontalPodAutoscaler", Stop));
        refusal.Remedy.ShouldBe("it serves it in autoscaling/v2, autoscaling/v1");
    }

    [Fact]
    public async Task Several_names_and_categories_are_several_resources()
    {
        using var cluster = new RecordedDiscovery();
        (await cluster.Mapper.ResolveManyAsync("deploy,po,deployments", Stop)).Select(r => r.Plural).ShouldBe(["deployments", "pods"]);
        var all = (await cluster.Mapper.ResolveManyAsync("all", Stop)).Select(r => r.Plural).ToArray();
        all.ShouldContain("deployments");
        all.Count(p => p == "horizontalpodautoscalers").ShouldBe(1, "in its preferred version only");
    }

    [Fact]
    public async Task An_extension_takes_no_name_from_what_is_built_in()
    {
        using var cluster = new RecordedDiscovery(instead: path => path == "/apis" ? Extended() : null);
        (await cluster.Mapper.ResolveAsync("services", Stop, isServed: true)).Resource.ToString().ShouldBe("v1 services");
        (await cluster.Mapper.ResolveAsync("svc", Stop, isServed: true)).Resource.ToString().ShouldBe("v1 services");
        (await cluster.Mapper.ResolveAsync("services.serving.knative.dev", Stop)).Resource.ToString().ShouldBe("serving.knative.dev/v1 services");
        (await cluster.Mapper.ResolveAsync("kservice", Stop)).Resource.ToString().ShouldBe("serving.knative.dev/v1 services");
        (await cluster.Mapper.ResolveAsync("po", Stop, isServed: true)).Resource.ToString().ShouldBe("v1 pods");
    }

    [Fact]
    public async Task A_failure_is_not_kept_and_what_was_kept_can_be_forgotten()
    {
        var isDown = true;
        using var cluster = new RecordedDiscovery(instead: _ => isDown ? "half an answ" : null);
        await Should.ThrowAsync<ClusterException>(() => cluster.Mapper.ServedAsync(Stop));
        isDown = false;
        var served = await cluster.Mapper.ServedAsync(Stop);
        (await cluster.Mapper.ServedAsync(Stop)).ShouldBeSameAs(served);
        cluster.Mapper.Forget();
        (await cluster.Mapper.ServedAsync(Stop)).ShouldNotBeSameAs(served);
    }

    private static string Extended()
    {
        var recorded = (MapValue)RecordedDiscovery.Recording.At("aggregated", "/apis")!;
        var knative = ValueReader.Read(
            """
            {"metadata":{"name":"serving.knative.dev"},"versions":[{"version":"v1","freshness":"Current","resources":[
              {"resource":"services","responseKind":{"group":"","version":"","kind":"Service"},"scope":"Namespaced","singularResource":"kservice",
               "shortNames":["svc","po"],"verbs":["get","list","watch"]}]}]}
            """);
        return recorded.With("items", recorded.ListAt("items").Add(knative)).ToString();
    }
}
