using System.Globalization;
using System.Net;
using System.Text;

namespace Kubespy.Testing.Tests;

/// <summary>What HttpClient sees.</summary>
public sealed class HandlerTests
{
    private static readonly Uri ConfigMaps = new(Given.ConfigMaps, UriKind.Relative);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answers_carry_the_clusters_time_their_type_and_warnings()
    {
        await using var cluster = await TestCluster.StartAsync(cancellation: Cancellation);
        using var client = cluster.HttpClient();
        using var body = new StringContent("""{"metadata":{"name":"a"},"nonsense":1}""", Encoding.UTF8, "application/json");
        using var created = await client.PostAsync(new Uri($"{Given.ConfigMaps}?fieldValidation=Warn", UriKind.Relative), body, Cancellation);

        created.StatusCode.ShouldBe(HttpStatusCode.Created);
        created.Headers.Date!.Value.ToString("u", CultureInfo.InvariantCulture).ShouldBe(cluster.Now.ToString("u", CultureInfo.InvariantCulture));
        created.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        created.Headers.GetValues("Warning").ShouldBe(["299 - \"unknown field \\\"nonsense\\\"\""]);
    }

    [Fact]
    public async Task Roles_hold_for_whoever_is_impersonated_or_brings_a_ServiceAccounts_token()
    {
        await using var cluster = await TestCluster.StartAsync(cancellation: Cancellation);
        using var client = cluster.HttpClient();
        using var jane = new HttpRequestMessage(HttpMethod.Get, ConfigMaps);
        jane.Headers.Add("Impersonate-User", "jane");
        using var refused = await client.SendAsync(jane, Cancellation);
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        using var body = new StringContent("{}", Encoding.UTF8, "application/json");
        using var issued = await client.PostAsync(new Uri("/api/v1/namespaces/default/serviceaccounts/default/token", UriKind.Relative), body, Cancellation);
        using var answer = System.Text.Json.JsonDocument.Parse(await issued.Content.ReadAsStreamAsync(Cancellation));
        var token = answer.RootElement.GetProperty("status").GetProperty("token").GetString();
        foreach (var (given, code) in new[] { (token, HttpStatusCode.Forbidden), ("forged", HttpStatusCode.Unauthorized) })
        {
            using var account = new HttpRequestMessage(HttpMethod.Get, ConfigMaps);
            account.Headers.Authorization = new("Bearer", given);
            using var other = await client.SendAsync(account, Cancellation);
            other.StatusCode.ShouldBe(code);
        }
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        await using var cluster = await TestCluster.StartAsync(cancellation: Cancellation);
        using var client = cluster.HttpClient();
        using var body = new ByteArrayContent(new byte[(3 * 1024 * 1024) + 1]);
        using var refused = await client.PostAsync(ConfigMaps, body, Cancellation);

        refused.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Synchronous_calls_are_answered()
    {
        await using var cluster = await TestCluster.StartAsync(cancellation: Cancellation);
        using var client = cluster.HttpClient();
        using var body = Given.Body("a");
        using var request = new HttpRequestMessage(HttpMethod.Post, ConfigMaps) { Content = body };
        using var created = client.Send(request, Cancellation);

        created.StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_call_that_is_cancelled_before_it_is_sent_does_nothing()
    {
        await using var cluster = await TestCluster.StartAsync(cancellation: Cancellation);
        using var client = cluster.HttpClient();
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(client.CreateAsync("a", stop.Token));

        (await client.HasAsync("a", Cancellation)).ShouldBeFalse();
        await cluster.UntilStableAsync(cancellation: Cancellation);
    }

    [Fact]
    public async Task A_watch_ends_when_its_reading_is_cancelled_or_its_client_disposed_of()
    {
        await using var cluster = await TestCluster.StartAsync(cancellation: Cancellation);
        using var client = cluster.HttpClient("one");
        var other = cluster.HttpClient("two");
        using var stop = new CancellationTokenSource();
        var cancelled = Watch.Start(client, stop.Token);
        var disposed = Watch.Start(other, Cancellation);
        await cluster.UntilStableAsync(cancellation: Cancellation);

        await stop.CancelAsync();
        other.Dispose();
        await Should.ThrowAsync<OperationCanceledException>(cancelled.Ended);
        await Should.ThrowAsync<Exception>(disposed.Ended);
        await cluster.UntilStableAsync(cancellation: Cancellation);
        cluster.Faults.DropWatches(RequestMatch.Any).ShouldBe(0);
    }

    [Fact]
    public async Task A_log_that_is_followed_goes_on_until_its_container_ends()
    {
        await using var cluster = await TestCluster.StartAsync(cancellation: Cancellation);
        using var client = cluster.HttpClient();
        using var pod = new StringContent(
            """{"metadata":{"name":"p"},"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"busybox","command":["sh","-c","echo begun; sleep 60; echo done"]}]}}""",
            Encoding.UTF8, "application/json");
        using var created = await client.PostAsync(new Uri("/api/v1/namespaces/default/pods", UriKind.Relative), pod, Cancellation);
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(20), Cancellation);
        using var log = await client.GetAsync(new Uri("/api/v1/namespaces/default/pods/p/log?follow=true", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Cancellation);
        var text = log.Content.ReadAsStringAsync(Cancellation);
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(20), Cancellation);
        text.IsCompleted.ShouldBeFalse();
        await cluster.AdvanceAsync(TimeSpan.FromMinutes(2), Cancellation);
        text.IsCompletedSuccessfully.ShouldBeTrue();
        (await text).ShouldContain("done");
    }
}
