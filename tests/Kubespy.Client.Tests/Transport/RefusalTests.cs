using Kubespy.Client.Configuration;

namespace Kubespy.Client.Tests.Transport;

/// <summary>Whatever answers in the place of an API server: one clear message, and a remedy.</summary>
public sealed class RefusalTests
{
    private const string Html = "Content-Type: text/html; charset=utf-8\r\n";
    private readonly TestCertificates _certificates = new();

    [Theory]
    [InlineData(200, Html, "<html>log in</html>", ClusterProblem.BadConfiguration, "answered with text/html, not with JSON", "a login page or a proxy")]
    [InlineData(200, "", "garbage", ClusterProblem.BadConfiguration, "answered with what is no JSON", "is that an API server?")]
    [InlineData(200, "", "[]", ClusterProblem.BadConfiguration, "answered with what is no JSON", "is that an API server?")]
    [InlineData(200, "", "{\"kind\":\"\\ud800\"}", ClusterProblem.BadConfiguration, "answered with what is no JSON", "is that an API server?")]
    [InlineData(302, "Location: https://login.example.com/?next=%1b\r\n", "", ClusterProblem.BadConfiguration, "a redirection (302) to https://login.example.com/", "log in again")]
    [InlineData(403, Html, "<html>no</html>", ClusterProblem.Forbidden, "answered 403 Answer, and not as an API server does", "a login page or a proxy")]
    [InlineData(403, "", """{"kind":"Status","message":"pods is forbidden"}""", ClusterProblem.Forbidden, "pods is forbidden", "kubectl auth can-i")]
    [InlineData(404, Html, "<html>no</html>", ClusterProblem.NotFound, "404 Answer", "is that an API server? asked for /version")]
    [InlineData(400, "Content-Type: text/plain\r\n", "Client sent an HTTP request to an HTTPS server.", ClusterProblem.BadConfiguration, "speaks HTTPS, and was asked in plain HTTP", "it begins with https://")]
    [InlineData(500, Html, "<html>oops</html>", ClusterProblem.ServerError, "the server answered 500: 500 Answer", "look at the API server")]
    public async Task It_is_said_what_it_is_and_what_to_do(int code, string headers, string body, object problem, string message, string remedy)
    {
        using var server = new RawServer(answer: _ => (code, body, headers));
        var refusal = await RefusedAsync(new KubeContext { Server = server.Address });
        refusal.Problem.ShouldBe((ClusterProblem)problem);
        refusal.Message.ShouldContain(message);
        refusal.Remedy.ShouldContain(remedy);
    }

    [Fact]
    public async Task A_long_message_is_cut()
    {
        using var server = new RawServer(answer: _ => (422, $$"""{"message":"{{new string('x', 500_000)}}"}""", ""));
        (await RefusedAsync(new KubeContext { Server = server.Address })).Message.Length.ShouldBeLessThan(1100);
    }

    [Fact]
    public async Task A_server_of_plain_HTTP_under_https_is_said_so()
    {
        using var server = new RawServer();
        var refusal = await RefusedAsync(new KubeContext { Server = new Uri($"https://127.0.0.1:{server.Port}") });
        (refusal.Problem, refusal.Message).ShouldBe((ClusterProblem.BadConfiguration, $"127.0.0.1:{server.Port} does not speak HTTPS"));
        refusal.Remedy.ShouldContain("http://");
    }

    [Fact]
    public async Task A_server_of_HTTPS_under_http_that_hangs_up_is_asked_about()
    {
        using var server = new RawServer(_certificates.Server());
        var refusal = await RefusedAsync(new KubeContext { Server = new Uri($"http://127.0.0.1:{server.Port}") });
        refusal.Problem.ShouldBe(ClusterProblem.Unreachable);
        refusal.Remedy.ShouldContain("must begin with https://");
    }

    [Theory]
    [InlineData(true, "it is valid from")]
    [InlineData(false, "it is valid from")]
    public async Task A_server_whose_certificate_has_expired_is_said_so(bool isKnown, string why)
    {
        using var server = new RawServer(_certificates.Expired());
        var refusal = await RefusedAsync(new KubeContext { Server = server.Address, CertificateAuthority = isKnown ? TestCertificates.Pem(_certificates.Root) : null });
        refusal.Problem.ShouldBe(ClusterProblem.Untrusted);
        refusal.Message.ShouldContain(why);
        refusal.Remedy.ShouldContain("renew the server's certificate");
    }

    [Fact]
    public async Task A_client_certificate_that_has_expired_is_named_as_the_reason()
    {
        var expired = _certificates.Expired("jane");
        using var server = new RawServer(_certificates.Server(), answer: _ => (401, """{"message":"Unauthorized"}""", ""));
        var refusal = await RefusedAsync(new KubeContext
        {
            Server = server.Address,
            CertificateAuthority = TestCertificates.Pem(_certificates.Root),
            ClientCertificate = new ClientCertificate(TestCertificates.Pem(expired), TestCertificates.KeyPem(expired)),
        });
        refusal.Message.ShouldContain("(401 Unauthorized): your client certificate expired at ");
    }

    [Fact]
    public async Task A_server_that_takes_the_request_and_stays_silent_is_given_up()
    {
        var clock = new ManualClock();
        using var server = new RawServer(answer: _ => (RawServer.Silence, "", ""));
        using var client = new ClusterClient(new KubeContext { Server = server.Address }, clock);
        var asked = client.GetAsync("/version", TestContext.Current.CancellationToken);
        await clock.UntilWaitedForAsync(TimeSpan.FromSeconds(75));
        clock.Advance(TimeSpan.FromSeconds(75));
        var refusal = await Should.ThrowAsync<ClusterException>(asked);
        (refusal.Problem, refusal.Message).ShouldBe((ClusterProblem.Unreachable, $"no answer from http://127.0.0.1:{server.Port} within 75 s: it took the request and stays silent"));
    }

    [Theory]
    [InlineData("99999999", 300)]
    [InlineData("-5", null)]
    [InlineData("Thu, 01 Jan 2026 00:00:20 GMT", 20)]
    [InlineData("Thu, 01 Jan 2015 00:00:00 GMT", 0)]
    [InlineData("soon", null)]
    public async Task How_long_to_wait_is_understood_in_either_form_and_bounded(string header, int? seconds)
    {
        using var server = new RawServer(answer: _ => (429, "{}", $"Retry-After: {header}\r\n"));
        using var client = new ClusterClient(new KubeContext { Server = server.Address }, new ManualClock());
        var refusal = await Should.ThrowAsync<ClusterException>(() => client.GetOnceAsync("/version", "application/json", Core.Values.Projection.All, TestContext.Current.CancellationToken));
        refusal.RetryAfter.ShouldBe(seconds is { } wait ? TimeSpan.FromSeconds(wait) : null);
    }

    private static async Task<ClusterException> RefusedAsync(KubeContext context)
    {
        using var client = new ClusterClient(context, TimeProvider.System);
        return await Should.ThrowAsync<ClusterException>(() => client.GetAsync("/version", TestContext.Current.CancellationToken));
    }
}
