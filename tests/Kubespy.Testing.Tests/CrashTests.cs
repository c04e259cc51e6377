using k8s;

namespace Kubespy.Testing.Tests;

public sealed class CrashTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(9)]
    public async Task The_clusters_controllers_crash_between_two_calls_and_finish_what_they_began(int calls)
    {
        await using var cluster = await TestCluster.StartAsync(cancellation: Cancellation);
        using var client = cluster.CreateClient();
        var crashed = cluster.CrashController("kube-controller-manager", afterCalls: calls);
        await client.AppsV1.CreateNamespacedDeploymentAsync(Given.Deployment("web", replicas: 3), "default", cancellationToken: Cancellation);
        await cluster.UntilStableAsync(cancellation: Cancellation);

        crashed.IsCompleted.ShouldBeTrue();
        (await client.AppsV1.ListNamespacedReplicaSetAsync("default", cancellationToken: Cancellation)).Items.Count.ShouldBe(1);
        (await client.AppsV1.ReadNamespacedDeploymentAsync("web", "default", cancellationToken: Cancellation)).Status.AvailableReplicas.ShouldBe(3);
    }

    [Fact]
    public async Task A_controller_crashes_after_so_many_calls_before_the_last_answer_arrives_and_is_started_anew()
    {
        await using var cluster = await TestCluster.StartAsync(cancellation: Cancellation);
        using var client = cluster.HttpClient();
        List<string> answered = [];
        var go = new TaskCompletionSource();
        await using var controller = cluster.RunController("maker", async (handler, cancellation) =>
        {
            await go.Task.WaitAsync(cancellation);
            using var own = new HttpClient(handler) { BaseAddress = cluster.Address };
            foreach (var name in new[] { "a", "b", "c" })
            {
                using var body = Given.Body(name);
                using var created = await own.PostAsync(new Uri(Given.ConfigMaps, UriKind.Relative), body, cancellation);
                answered.Add($"{name} {(int)created.StatusCode}");
            }
        });
        var crashed = cluster.CrashController("maker", afterCalls: 2);
        go.SetResult();
        await crashed.WaitAsync(Cancellation);
        await cluster.UntilStableAsync(cancellation: Cancellation);

        controller.Restarts.ShouldBe(1);
        answered.ShouldBe(["a 201", "a 409", "b 409", "c 201"]);
    }

    [Fact]
    public async Task Nothing_that_a_crashed_controller_does_reaches_the_cluster()
    {
        await using var cluster = await TestCluster.StartAsync(cancellation: Cancellation);
        using var client = cluster.HttpClient();
        var life = 0;
        await using var controller = cluster.RunController("ghost", async (handler, cancellation) =>
        {
            var name = $"from-life-{++life}";
            using var own = new HttpClient(handler, disposeHandler: false) { BaseAddress = cluster.Address };
            // Deaf to its cancellation.
            await Task.Delay(TimeSpan.FromSeconds(1), cluster.TimeProvider, CancellationToken.None);
            await own.CreateAsync(name, CancellationToken.None);
        });
        await cluster.AdvanceAsync(TimeSpan.Zero, Cancellation);
        await cluster.CrashController("ghost");
        await cluster.UntilStableAsync(cancellation: Cancellation);

        (await client.HasAsync("from-life-1", Cancellation)).ShouldBeFalse();
        (await client.HasAsync("from-life-2", Cancellation)).ShouldBeTrue();
    }

    [Fact]
    public async Task Only_who_is_there_crashes()
    {
        await using var cluster = await TestCluster.StartAsync(cancellation: Cancellation);

        (await Should.ThrowAsync<ArgumentException>(() => cluster.CrashController("nobody"))).Message.ShouldContain("kube-controller-manager");
    }
}
