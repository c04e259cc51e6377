using Kubespy.Client.Discovery;
using Kubespy.Core.Values;

namespace Kubespy.Client.Tests.Discovery;

/// <summary>What a recorded API server says of itself, in each of the ways to ask it.</summary>
public sealed class ResourceDiscoveryTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Plain_discovery_tells_what_aggregated_discovery_tells()
    {
        using var aggregated = new RecordedDiscovery();
        using var plain = new RecordedDiscovery(isAggregated: false);
        var whole = await aggregated.Mapper.ServedAsync(Stop);
        var part = await plain.Mapper.ServedAsync(Stop);

        whole.Failed.ShouldBeEmpty();
        whole.All.Count.ShouldBeGreaterThan(60);
        var recorded = part.All.Select(r => r.Resource.ApiVersion).Distinct().ToArray();
        recorded.ShouldBe(["v1", "apps/v1", "events.k8s.io/v1", "batch/v1", "coordination.k8s.io/v1", "discovery.k8s.io/v1"]);
        part.All.Select(Text).Order().ShouldBe(whole.All.Where(r => recorded.Contains(r.Resource.ApiVersion)).Select(Text).Order());
    }

    [Fact]
    public async Task What_does_not_answer_hides_only_its_own_kinds()
    {
        using var plain = new RecordedDiscovery(isAggregated: false);
        (await plain.Mapper.ResolveAsync("leases", Stop, isServed: true)).Plural.ShouldBe("leases");
        var refusal = await Should.ThrowAsync<ClusterException>(() => plain.Mapper.ResolveAsync("ipaddress", Stop));
        refusal.Message.ShouldContain("networking.k8s.io/v1");
        refusal.Message.ShouldContain("did not answer: its kinds are hidden");
    }

    [Fact]
    public async Task A_stale_group_hides_only_its_own_kinds()
    {
        using var cluster = new RecordedDiscovery(instead: path => path != "/apis" ? null :
            RecordedDiscovery.Recording.At("aggregated", path)!.ToString().Replace(
                "\"freshness\":\"Current\"}]},{\"metadata\":{\"name\":\"events.k8s.io\"}", "\"freshness\":\"Stale\"}]},{\"metadata\":{\"name\":\"events.k8s.io\"}", StringComparison.Ordinal));
        var served = await cluster.Mapper.ServedAsync(Stop);
        served.Failed.ShouldBe(["apps/v1"]);
        served.All.ShouldNotContain(r => r.Group == "apps");
        served.All.ShouldContain(r => r.Group == "batch");
    }

    [Fact]
    public async Task A_beta_of_aggregated_discovery_is_understood()
    {
        using var cluster = new RecordedDiscovery(instead: path =>
            RecordedDiscovery.Recording.At("aggregated", path)?.ToString().Replace("apidiscovery.k8s.io/v2", "apidiscovery.k8s.io/v2beta1", StringComparison.Ordinal));
        (await cluster.Mapper.ResolveAsync("deploy", Stop, isServed: true)).Verbs.ShouldContain("watch");
    }

    [Fact]
    public void The_built_in_table_says_what_the_recorded_cluster_says()
    {
        var recorded = new[] { "/api", "/apis" }.SelectMany(p => DiscoveryReader.ReadAggregated((MapValue)RecordedDiscovery.Recording.At("aggregated", p)!).All).ToArray();
        var texts = recorded.Select(Text).ToArray();
        foreach (var known in BuiltInResources.All)
        {
            texts.Contains(Text(known)).ShouldBeTrue(Text(known));
        }

        // In the same order, and no version but the preferred one.
        var order = recorded.Select(r => r.Resource).ToList();
        var places = BuiltInResources.All.Select(r => order.IndexOf(r.Resource)).ToArray();
        places.ShouldBe(places.Order());
    }

    private static string Text(ApiResource r) =>
        $"{r.Resource} {r.Kind} {r.Singular} {r.IsNamespaced} {string.Join(',', r.ShortNames)} {string.Join(',', r.Categories)} {string.Join(',', r.Verbs.Intersect(["get", "list", "watch"]))}";
}
