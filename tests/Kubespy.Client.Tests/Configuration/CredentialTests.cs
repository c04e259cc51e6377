using Kubespy.Client.Configuration;
using Kubespy.Client.Tests.Transport;

namespace Kubespy.Client.Tests.Configuration;

/// <summary>Each way of saying who one is, told by what arrives at a server.</summary>
public sealed class CredentialTests : IDisposable
{
    private readonly ConfigFolder _folder = new();
    private readonly TestCertificates _certificates = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_client_certificate_is_shown_whatever_issuers_the_server_names()
    {
        var own = _certificates.Client("jane", _certificates.Intermediate);
        _folder.Write("certs/jane.crt", TestCertificates.Pem(own) + "\n" + TestCertificates.Pem(_certificates.Intermediate));
        _folder.Write("certs/jane.key", TestCertificates.KeyPem(own));
        using var server = new RawServer(_certificates.Server(), clientRoot: _certificates.Root);
        var config = _folder.WriteConfig(
            $"{{server: '{server.Address}', certificate-authority-data: {Base64(TestCertificates.Pem(_certificates.Root))}}}",
            "{client-certificate: certs/jane.crt, client-key: certs/jane.key}");

        using var client = new ClusterClient(_folder.Load(config), TimeProvider.System);
        await client.GetAsync("/version", Stop);
        server.Requests.Single().Client.ShouldBe("CN=jane", "the intermediate certificate is sent along, so that the root suffices");
    }

    [Fact]
    public async Task A_certificate_that_is_renewed_on_disk_is_shown_from_then_on()
    {
        using var server = new RawServer(_certificates.Server(), clientRoot: _certificates.Root);
        var config = _folder.WriteConfig($"{{server: '{server.Address}', insecure-skip-tls-verify: true}}", "{client-certificate: own.crt, client-key: own.key}");
        Renew("first", DateTime.UtcNow.AddMinutes(-2));
        using var client = new ClusterClient(_folder.Load(config), TimeProvider.System);
        await client.GetAsync("/version", Stop);
        var half = Renew("second", DateTime.UtcNow.AddMinutes(-1), withKey: false);
        await client.GetAsync("/version", Stop);
        _folder.Write("own.key", TestCertificates.KeyPem(half));
        await client.GetAsync("/version", Stop);
        server.Requests.Select(r => r.Client).ShouldBe(["CN=first", "CN=first", "CN=second"], "half of a pair harms nothing");

        System.Security.Cryptography.X509Certificates.X509Certificate2 Renew(string name, DateTime written, bool withKey = true)
        {
            var made = _certificates.Client(name);
            File.SetLastWriteTimeUtc(_folder.Write("own.crt", TestCertificates.Pem(made)), written);
            if (withKey)
            {
                File.SetLastWriteTimeUtc(_folder.Write("own.key", TestCertificates.KeyPem(made)), written);
            }

            return made;
        }
    }

    [Fact]
    public async Task Without_a_certificate_such_a_server_is_not_reached()
    {
        using var server = new RawServer(_certificates.Server(), clientRoot: _certificates.Root);
        using var client = new ClusterClient(new KubeContext { Server = server.Address, SkipsVerification = true }, TimeProvider.System);
        (await Should.ThrowAsync<ClusterException>(() => client.GetAsync("/version", Stop))).Problem.ShouldBeOneOf(ClusterProblem.Unreachable, ClusterProblem.Untrusted);
    }

    [Fact]
    public void A_certificate_that_is_none_is_said_so()
    {
        var context = _folder.Load(_folder.WriteConfig("{server: 'https://x'}", $"{{client-certificate-data: {Base64("nonsense")}, client-key-data: {Base64("nonsense")}}}"));
        Should.Throw<ClusterException>(() => new ClusterClient(context, TimeProvider.System)).Message.ShouldStartWith("the client certificate of the kubeconfig cannot be used");
    }

    [Theory]
    [InlineData("{token: abc}", "Bearer abc")]
    [InlineData("{username: jane, password: 'p:ä'}", "Basic amFuZTpwOsOk")]
    [InlineData("{}", null)]
    public async Task Tokens_and_passwords_are_headers(string user, string? authorization)
    {
        using var server = new RawServer();
        using var client = new ClusterClient(_folder.Load(_folder.WriteConfig($"{{server: '{server.Address}'}}", user)), TimeProvider.System);
        await client.GetAsync("/version", Stop);
        Header(server.Requests.Single().Head, "Authorization").ShouldBe(authorization);
    }

    [Fact]
    public async Task A_token_file_is_read_anew_and_goes_before_the_token()
    {
        using var server = new RawServer();
        _folder.Write("secrets/token", "one\n");
        var config = _folder.WriteConfig($"{{server: '{server.Address}'}}", "{tokenFile: secrets/token, token: old}");
        using var client = new ClusterClient(_folder.Load(config), TimeProvider.System);
        await client.GetAsync("/version", Stop);
        _folder.Write("secrets/token", "two");
        await client.GetAsync("/version", Stop);
        File.Delete(Path.Combine(_folder.Path, "secrets/token"));
        await client.GetAsync("/version", Stop);
        server.Requests.Select(r => Header(r.Head, "Authorization")).ShouldBe(["Bearer one", "Bearer two", "Bearer two"]);
    }

    [Fact]
    public async Task A_token_file_that_is_missing_is_said_so()
    {
        using var client = new ClusterClient(_folder.Load(_folder.WriteConfig("{server: 'http://127.0.0.1:1'}", "{tokenFile: absent}")), TimeProvider.System);
        var refusal = await Should.ThrowAsync<ClusterException>(() => client.GetAsync("/version", Stop));
        refusal.Message.ShouldStartWith($"the token file {Path.Combine(_folder.Path, "absent")} cannot be read");
    }

    [Fact]
    public async Task Acting_as_someone_else_sends_each_group_in_a_header_of_its_own()
    {
        using var server = new RawServer();
        var config = _folder.WriteConfig(
            $"{{server: '{server.Address}'}}",
            "{as: jörg, as-uid: '7', as-groups: [dev, 'ops, all'], as-user-extra: {'example.com/scopes': [read, write], reason: [audit]}}");
        using var client = new ClusterClient(_folder.Load(config), TimeProvider.System);
        await client.GetAsync("/version", Stop);
        var lines = server.Requests.Single().Head.Split("\r\n").Where(l => l.StartsWith("Impersonate-", StringComparison.Ordinal));
        lines.Select(l => System.Text.Encoding.UTF8.GetString([.. l.Select(c => (byte)c)])).ShouldBe(
        [
            "Impersonate-User: jörg", "Impersonate-Uid: 7", "Impersonate-Group: dev", "Impersonate-Group: ops, all",
            "Impersonate-Extra-example.com%2Fscopes: read", "Impersonate-Extra-example.com%2Fscopes: write", "Impersonate-Extra-reason: audit",
        ]);
    }

    [Fact]
    public async Task A_server_may_lie_below_a_path()
    {
        using var server = new RawServer();
        using var client = new ClusterClient(_folder.Load(_folder.WriteConfig($"{{server: '{server.Address}k8s/clusters/c-1/'}}", "{}")), TimeProvider.System);
        await client.GetAsync("/api/v1/pods?limit=1", Stop);
        server.Requests.Single().Head.ShouldStartWith("GET /k8s/clusters/c-1/api/v1/pods?limit=1 ");
    }

    internal static string? Header(string head, string name) =>
        head.Split("\r\n").Where(l => l.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase)).Select(l => l[(name.Length + 2)..]).SingleOrDefault();

    internal static string Base64(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));
}
