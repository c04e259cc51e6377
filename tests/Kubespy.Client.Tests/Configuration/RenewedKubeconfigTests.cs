using Kubespy.Client.Tests.Transport;

namespace Kubespy.Client.Tests.Configuration;

/// <summary>A kubeconfig that is written anew while it is in use: by whoever logs in again, or by a cluster that is made anew.</summary>
public sealed class RenewedKubeconfigTests : IDisposable
{
    private readonly ConfigFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_token_that_is_refused_is_looked_up_again_and_only_then()
    {
        var valid = "one";
        using var server = new RawServer(answer: head => head.Contains("Bearer " + valid, StringComparison.Ordinal) ? (200, "{}", "") : (401, "{}", ""));
        using var client = new ClusterClient(_folder.Load(Write(server, "one")), TimeProvider.System);
        await client.GetAsync("/version", Stop);
        valid = "two";
        (await Should.ThrowAsync<ClusterException>(() => client.GetAsync("/version", Stop))).Problem.ShouldBe(ClusterProblem.Unauthorized);
        Write(server, "two");
        await client.GetAsync("/version", Stop);
        await client.GetAsync("/version", Stop);
        server.Requests.Select(r => CredentialTests.Header(r.Head, "Authorization")).ShouldBe(["Bearer one", "Bearer one", "Bearer one", "Bearer two", "Bearer two"]);
    }

    [Fact]
    public async Task Half_a_kubeconfig_harms_nothing()
    {
        using var server = new RawServer(answer: _ => (401, "{}", ""));
        var path = Write(server, "one");
        using var client = new ClusterClient(_folder.Load(path), TimeProvider.System);
        await File.WriteAllTextAsync(path, "{clusters: [", Stop);
        (await Should.ThrowAsync<ClusterException>(() => client.GetAsync("/version", Stop))).Problem.ShouldBe(ClusterProblem.Unauthorized);
        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Another_authority_is_trusted_once_the_kubeconfig_names_it()
    {
        var (old, now) = (new TestCertificates(), new TestCertificates());
        using var server = new RawServer(now.Server());
        var path = Write(server, "one", old);
        using var client = new ClusterClient(_folder.Load(path), TimeProvider.System);
        (await Should.ThrowAsync<ClusterException>(() => client.GetAsync("/version", Stop))).Problem.ShouldBe(ClusterProblem.Untrusted);
        Write(server, "one", now);
        await client.GetAsync("/version", Stop);
        client.Context.CertificateAuthority.ShouldBe(TestCertificates.Pem(now.Root));
    }

    private string Write(RawServer server, string token, TestCertificates? trusted = null) => _folder.WriteConfig(
        $"{{server: '{server.Address}'{(trusted is null ? "" : $", certificate-authority-data: {CredentialTests.Base64(TestCertificates.Pem(trusted.Root))}")}}}", $"{{token: {token}}}");
}
