using Kubespy.Client.Tests.Configuration;

namespace Kubespy.Client.Tests.Transport;

/// <summary>Proxies: of the kubeconfig, else of the environment by the rules that kubectl follows.</summary>
public sealed class ProxyTests : IDisposable
{
    private readonly ConfigFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", null)]
    [InlineData("user:p%40ss@", "Basic dXNlcjpwQHNz")]
    public async Task The_server_is_reached_through_the_proxy_of_the_kubeconfig(string login, string? authorization)
    {
        var certificates = new TestCertificates();
        using var server = new RawServer(certificates.Server("api.internal"));
        using var proxy = new ConnectProxy(server.Port);
        var host = login.Length > 0 ? "user.api.internal" : "api.internal";
        var config = _folder.WriteConfig(
            $"{{server: 'https://{host}:6443', tls-server-name: api.internal, certificate-authority-data: {CredentialTests.Base64(TestCertificates.Pem(certificates.Root))}, proxy-url: '{proxy.Address.Scheme}://{login}{proxy.Address.Authority}'}}", "{}");
        using var client = new ClusterClient(_folder.Load(config), TimeProvider.System);
        await client.GetAsync("/version", TestContext.Current.CancellationToken);
        proxy.Requests[^1].ShouldStartWith($"CONNECT {host}:6443 ");
        CredentialTests.Header(proxy.Requests[^1], "Proxy-Authorization").ShouldBe(authorization);
    }

    [Fact]
    public async Task A_proxy_that_is_not_there_is_named()
    {
        using var client = new ClusterClient(_folder.Load(_folder.WriteConfig("{server: 'https://api:6443', proxy-url: '127.0.0.1:1'}", "{}")), TimeProvider.System);
        var refusal = await Should.ThrowAsync<ClusterException>(() => client.GetAsync("/version", TestContext.Current.CancellationToken));
        refusal.Problem.ShouldBe(ClusterProblem.Unreachable);
        refusal.Message.ShouldStartWith("no answer from https://api:6443 by the proxy 127.0.0.1:1: ");
    }

    [Theory]
    [InlineData("https://api:6443", "", "http://secure:3128/")]
    [InlineData("http://api:8080", "", "http://plain:3128/")]
    [InlineData("https://127.0.0.1:6443", "", null)]
    [InlineData("https://localhost:6443", "", null)]
    [InlineData("https://[::1]:6443", "", null)]
    [InlineData("https://10.1.2.3:6443", "10.1.0.0/16", null)]
    [InlineData("https://10.2.2.3:6443", "10.1.0.0/16", "http://secure:3128/")]
    [InlineData("https://10.1.2.3:6443", "x, 10.1.2.3", null)]
    [InlineData("https://api.corp:6443", "corp", null)]
    [InlineData("https://api.corp:6443", ".corp", null)]
    [InlineData("https://corp:6443", ".corp", "http://secure:3128/")]
    [InlineData("https://api.corp:6443", "*.corp", null)]
    [InlineData("https://apicorp:6443", "corp", "http://secure:3128/")]
    [InlineData("https://api.corp:6443", "api.corp:6443", null)]
    [InlineData("https://api.corp:6443", "api.corp:443", "http://secure:3128/")]
    [InlineData("https://[fd00::1]:6443", "fd00::/8", null)]
    [InlineData("https://[fd00::1]:6443", "[fd00::1]:6443", null)]
    [InlineData("https://api:6443", "*", null)]
    public void The_environment_is_read_as_kubectl_reads_it(string server, string noProxy, string? proxy)
    {
        _folder["https_proxy"] = "secure:3128";
        _folder["HTTP_PROXY"] = "http://plain:3128";
        _folder["NO_PROXY"] = noProxy;
        _folder.Load(_folder.WriteConfig($"{{server: '{server}'}}", "{}")).Proxy?.AbsoluteUri.ShouldBe(proxy);
        (_folder.Load(_folder.WriteConfig($"{{server: '{server}'}}", "{}")).Proxy is null).ShouldBe(proxy is null);
    }

    [Fact]
    public void A_variable_that_is_no_URL_is_said_so()
    {
        _folder["HTTPS_PROXY"] = "gopher://x";
        Should.Throw<ClusterException>(() => _folder.Load(_folder.WriteConfig("{server: 'https://api'}", "{}"))).Message.ShouldBe("HTTPS_PROXY is no proxy's URL: gopher://x");
    }
}
