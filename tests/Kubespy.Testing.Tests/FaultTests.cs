using System.Net;
using k8s;
using k8s.Autorest;

namespace Kubespy.Testing.Tests;

public sealed class FaultTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(409)]
    [InlineData(429)]
    [InlineData(500)]
    public async Task The_next_matching_request_fails_once_and_is_not_carried_out(int code)
    {
        await using var cluster = await TestCluster.StartAsync(cancellation: Cancellation);
        using var client = cluster.CreateClient();
        cluster.Faults.FailNext(new RequestMatch("create", "configmaps"), code);

        var refused = await Should.ThrowAsync<HttpOperationException>(
            client.CoreV1.CreateNamespacedConfigMapAsync(Given.ConfigMap("a"), "default", cancellationToken: Cancellation));
        refused.Response.StatusCode.ShouldBe((HttpStatusCode)code);

        await client.CoreV1.CreateNamespacedConfigMapAsync(Given.ConfigMap("a"), "default", cancellationToken: Cancellation);
    }

    [Fact]
    public async Task A_request_whose_answer_is_lost_may_have_been_carried_out()
    {
        await using var cluster = await TestCluster.StartAsync(cancellation: Cancellation);
        using var client = cluster.CreateClient();
        cluster.Faults.TimeOutNext(new RequestMatch("create", "configmaps"), isApplied: true);

        await Should.ThrowAsync<TaskCanceledException>(
            client.CoreV1.CreateNamespacedConfigMapAsync(Given.ConfigMap("a"), "default", cancellationToken: Cancellation));

        (await client.CoreV1.ReadNamespacedConfigMapAsync("a", "default", cancellationToken: Cancellation)).Data["value"].ShouldBe("1");
    }

    [Fact]
    public async Task A_node_that_stops_is_not_ready()
    {
        await using var cluster = await TestCluster.StartAsync(cancellation: Cancellation);
        using var client = cluster.CreateClient();

        await cluster.StopNode("node-1");
        await cluster.AdvanceAsync(TimeSpan.FromMinutes(1), Cancellation);

        var node = await client.CoreV1.ReadNodeAsync("node-1", cancellationToken: Cancellation);
        node.Status.Conditions.Single(c => c.Type == "Ready").Status.ShouldBe("Unknown");
    }
}
