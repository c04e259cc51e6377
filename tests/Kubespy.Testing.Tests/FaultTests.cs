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

    [Theory]
    [InlineData(409, "create", HttpStatusCode.Conflict, "AlreadyExists")]
    [InlineData(409, "delete", HttpStatusCode.Conflict, "Conflict")]
    [InlineData(429, "create", HttpStatusCode.TooManyRequests, "TooManyRequests")]
    [InlineData(500, "create", HttpStatusCode.InternalServerError, "InternalError")]
    [InlineData(504, "create", HttpStatusCode.GatewayTimeout, "Timeout")]
    public async Task Refusals_look_like_a_servers(int code, string verb, HttpStatusCode status, string reason)
    {
        await using var cluster = await TestCluster.StartAsync(cancellation: Cancellation);
        using var client = cluster.HttpClient();
        await client.CreateAsync("a", Cancellation);
        cluster.Faults.FailNext(new RequestMatch(verb, "configmaps") { Namespace = "default" }, code);
        using var body = Given.Body("b");
        using var response = verb == "create"
            ? await client.PostAsync(new Uri(Given.ConfigMaps, UriKind.Relative), body, Cancellation)
            : await client.DeleteAsync(new Uri($"{Given.ConfigMaps}/a", UriKind.Relative), Cancellation);

        response.StatusCode.ShouldBe(status);
        (await response.Content.ReadAsStringAsync(Cancellation)).ShouldContain($"\"reason\":\"{reason}\"");
        (response.Headers.RetryAfter?.Delta).ShouldBe(code == 429 ? TimeSpan.FromSeconds(1) : null);
        (await client.HasAsync("a", Cancellation)).ShouldBeTrue();
        (await client.HasAsync("b", Cancellation)).ShouldBeFalse();
    }
}
