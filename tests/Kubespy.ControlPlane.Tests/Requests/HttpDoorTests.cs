using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using Kubespy.ControlPlane.Server;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Requests;

/// <summary>What the door itself refuses, over HTTPS.</summary>
public sealed class HttpDoorTests
{
    [Fact]
    public async Task A_body_over_3_MiB_is_too_large_and_one_of_3_MiB_is_not()
    {
        await using var host = await ClusterHost.StartAsync(new ClusterHostOptions());
        using var client = Client(host);

        (await PostAsync(client, (3 * 1024 * 1024) + 1)).StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        var exact = await PostAsync(client, 3 * 1024 * 1024);
        exact.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        ValueReader.Read(await exact.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).StringAt("reason").ShouldBe("BadRequest");
    }

    [Fact]
    public async Task Without_the_token_nobody_enters()
    {
        await using var host = await ClusterHost.StartAsync(new ClusterHostOptions());
        using var client = Client(host);
        client.DefaultRequestHeaders.Authorization = null;

        (await client.GetAsync(new Uri("/api/v1/pods", UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_ServiceAccounts_token_and_impersonation_are_other_users()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var host = await ClusterHost.StartAsync(new ClusterHostOptions());
        using var client = Client(host);
        var pods = new Uri("/api/v1/namespaces/default/pods", UriKind.Relative);
        using var account = new StringContent("""{"kind":"ServiceAccount","apiVersion":"v1","metadata":{"name":"bot"}}""", new MediaTypeHeaderValue("application/json"));
        (await client.PostAsync(new Uri("/api/v1/namespaces/default/serviceaccounts", UriKind.Relative), account, cancellation)).StatusCode.ShouldBe(HttpStatusCode.Created);
        using var request = new StringContent("{}", new MediaTypeHeaderValue("application/json"));
        var answer = await client.PostAsync(new Uri("/api/v1/namespaces/default/serviceaccounts/bot/token", UriKind.Relative), request, cancellation);
        var token = ValueReader.Read(await answer.Content.ReadAsByteArrayAsync(cancellation)).StringAt("status", "token")!;

        using var impersonating = new HttpRequestMessage(HttpMethod.Get, pods);
        impersonating.Headers.Add("Impersonate-User", "jane");
        impersonating.Headers.Add("Impersonate-Group", ["dev", "ops"]);
        (await client.SendAsync(impersonating, cancellation)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var refused = await client.GetAsync(pods, cancellation);
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        ValueReader.Read(await refused.Content.ReadAsByteArrayAsync(cancellation)).StringAt("message")!.ShouldContain("User \"system:serviceaccount:default:bot\"");
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token + "x");
        (await client.GetAsync(pods, cancellation)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, int length)
    {
        var content = new ByteArrayContent([.. "{\"a\":\""u8, .. Enumerable.Repeat((byte)'x', length - 6)]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return client.PostAsync(new Uri("/api/v1/namespaces/default/configmaps", UriKind.Relative), content, TestContext.Current.CancellationToken);
    }

    private static HttpClient Client(ClusterHost host)
    {
#pragma warning disable CA2000 // The client owns its handler.
        var handler = new SocketsHttpHandler
        {
#pragma warning disable CA5359 // A test against itself on loopback.
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, _, _, _) => true },
#pragma warning restore CA5359
        };
#pragma warning restore CA2000
        var client = new HttpClient(handler) { BaseAddress = host.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", host.KubeconfigText.Split("token: ")[1].Trim());
        return client;
    }
}
