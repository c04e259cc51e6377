using System.Text.Json;
using k8s;

namespace Kubespy.Testing.Tests;

public sealed class TestClusterTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_Deployment_is_rolled_out_in_virtual_time()
    {
        await using var cluster = await TestCluster.StartAsync(cancellation: Cancellation);
        using var client = cluster.CreateClient();

        await client.AppsV1.CreateNamespacedDeploymentAsync(Given.Deployment("web", replicas: 3), "default", cancellationToken: Cancellation);
        await cluster.UntilStableAsync(cancellation: Cancellation);

        var deployment = await client.AppsV1.ReadNamespacedDeploymentAsync("web", "default", cancellationToken: Cancellation);
        deployment.Status.AvailableReplicas.ShouldBe(3);
        cluster.Now.ShouldBeLessThan(Start + TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task Time_stands_still_until_it_is_moved_and_then_moves_by_that()
    {
        await using var cluster = await TestCluster.StartAsync(cancellation: Cancellation);
        using var client = cluster.CreateClient();
        var before = cluster.Now;
        await client.AppsV1.CreateNamespacedDeploymentAsync(Given.Deployment("web", replicas: 1), "default", cancellationToken: Cancellation);
        (await client.CoreV1.ListNamespacedPodAsync("default", cancellationToken: Cancellation)).Items.ShouldBeEmpty();
        cluster.Now.ShouldBe(before);

        await cluster.AdvanceAsync(TimeSpan.FromMilliseconds(1_234), Cancellation);
        cluster.Now.ShouldBe(before + TimeSpan.FromMilliseconds(1_234));
        (await client.CoreV1.ListNamespacedPodAsync("default", cancellationToken: Cancellation)).Items.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Until_ends_at_the_moment_at_which_the_condition_holds()
    {
        await using var cluster = await TestCluster.StartAsync(cancellation: Cancellation);
        using var client = cluster.CreateClient();
        await client.AppsV1.CreateNamespacedDeploymentAsync(Given.Deployment("web", replicas: 2), "default", cancellationToken: Cancellation);
        await cluster.UntilAsync(
            async () => (await client.CoreV1.ListNamespacedPodAsync("default", cancellationToken: Cancellation)).Items.Any(p => p.Status.Phase == "Running"),
            cancellation: Cancellation);

        var deployment = await client.AppsV1.ReadNamespacedDeploymentAsync("web", "default", cancellationToken: Cancellation);
        deployment.Status.AvailableReplicas.ShouldBeNull();
        await Should.ThrowAsync<TimeoutException>(cluster.UntilAsync(() => Task.FromResult(false), TimeSpan.FromSeconds(30), Cancellation));
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_objects_and_another_one_others()
    {
        var first = await RolloutAsync(seed: 7);
        (await RolloutAsync(seed: 7)).ShouldBe(first);
        (await RolloutAsync(seed: 8)).ShouldNotBe(first);
    }

    [Fact]
    public async Task Many_clusters_run_side_by_side_and_know_nothing_of_each_other()
    {
        var alone = await RolloutAsync(seed: 3);
        var together = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => RolloutAsync(seed: 3), Cancellation)));

        together.ShouldAllBe(pods => pods == alone);
    }

    [Fact]
    public async Task A_node_that_stops_loses_its_Pods_and_one_that_starts_again_is_ready()
    {
        await using var cluster = await TestCluster.StartAsync(cancellation: Cancellation);
        using var client = cluster.CreateClient();
        await client.AppsV1.CreateNamespacedDeploymentAsync(Given.Deployment("web", replicas: 3), "default", cancellationToken: Cancellation);
        await cluster.UntilStableAsync(cancellation: Cancellation);

        await cluster.StopNode("node-1");
        await cluster.AdvanceAsync(TimeSpan.FromMinutes(1), Cancellation);
        (await ReadyAsync("node-1")).ShouldBe("Unknown");
        await cluster.AdvanceAsync(TimeSpan.FromMinutes(6), Cancellation);
        var pods = (await client.CoreV1.ListNamespacedPodAsync("default", cancellationToken: Cancellation)).Items;
        pods.Count(p => p.Metadata.DeletionTimestamp is null && p.Spec.NodeName != "node-1").ShouldBe(3);

        await cluster.StartNode("node-1");
        await cluster.AdvanceAsync(TimeSpan.FromMinutes(1), Cancellation);
        (await ReadyAsync("node-1")).ShouldBe("True");
        await Should.ThrowAsync<ArgumentException>(() => cluster.StopNode("node-9"));

        async Task<string> ReadyAsync(string node) =>
            (await client.CoreV1.ReadNodeAsync(node, cancellationToken: Cancellation)).Status.Conditions.Single(c => c.Type == "Ready").Status;
    }

    [Fact]
    public async Task What_comes_after_the_end_is_told_so()
    {
        var cluster = await TestCluster.StartAsync(cancellation: Cancellation);
        using var client = cluster.HttpClient();
        var watch = Watch.Start(client, Cancellation);
        await cluster.UntilStableAsync(cancellation: Cancellation);
        await cluster.DisposeAsync();
        await cluster.DisposeAsync();

        await Should.ThrowAsync<IOException>(watch.Ended);
        (await Should.ThrowAsync<HttpRequestException>(client.CreateAsync("a", Cancellation))).Message.ShouldContain("disposed of");
        await Should.ThrowAsync<ObjectDisposedException>(cluster.AdvanceAsync(TimeSpan.FromSeconds(1), Cancellation));
        await Should.ThrowAsync<ObjectDisposedException>(cluster.StopNode("node-1"));
    }

    [Fact]
    public async Task Options_out_of_range_are_refused()
    {
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => TestCluster.StartAsync(new TestClusterOptions { Nodes = -1 }, Cancellation));
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => TestCluster.StartAsync(new TestClusterOptions { Nodes = 5_001 }, Cancellation));
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => TestCluster.StartAsync(new TestClusterOptions { WatchWindow = 0 }, Cancellation));
    }

    /// <summary>The Pods of a Deployment, byte by byte.</summary>
    private static async Task<string> RolloutAsync(int seed)
    {
        await using var cluster = await TestCluster.StartAsync(new TestClusterOptions { Seed = seed }, Cancellation);
        using var client = cluster.CreateClient();
        await client.AppsV1.CreateNamespacedDeploymentAsync(Given.Deployment("web", replicas: 5), "default", cancellationToken: Cancellation);
        await cluster.UntilStableAsync(cancellation: Cancellation);
        var pods = await client.CoreV1.ListNamespacedPodAsync("default", cancellationToken: Cancellation);
        pods.Items.Count.ShouldBe(5);
        return JsonSerializer.Serialize(pods);
    }
}
