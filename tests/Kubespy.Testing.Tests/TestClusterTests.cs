using k8s;

namespace Kubespy.Testing.Tests;

public sealed class TestClusterTests
{
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
        cluster.Now.ShouldBeLessThan(new DateTimeOffset(2026, 1, 1, 0, 2, 0, TimeSpan.Zero));
    }
}
