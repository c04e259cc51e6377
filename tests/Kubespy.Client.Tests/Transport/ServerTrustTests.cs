using Kubespy.Client.Configuration;

namespace Kubespy.Client.Tests.Transport;

/// <summary>Which servers are trusted: those that the kubeconfig's certificates vouch for, under the name that is expected.</summary>
public sealed class ServerTrustTests
{
    private readonly TestCertificates _certificates = new();

    [Fact]
    public Task The_authority_of_the_kubeconfig_is_trusted() =>
        TrustAsync(c => c with { CertificateAuthority = TestCertificates.Pem(_certificates.Root) });

    [Fact]
    public Task Another_authority_is_not() =>
        DistrustAsync(c => c with { CertificateAuthority = TestCertificates.Pem(new TestCertificates().Root) }, why: "the kubeconfig's certificate authority did not sign it (\"CN=root\" did)");

    [Fact]
    public Task Nor_is_what_the_system_does_not_know() => DistrustAsync(c => c);

    [Fact]
    public Task Of_several_authorities_one_suffices() => TrustAsync(c => c with
    {
        CertificateAuthority = TestCertificates.Pem(new TestCertificates().Root) + "\n" + TestCertificates.Pem(_certificates.Root),
    });

    [Fact]
    public async Task An_intermediate_or_the_server_itself_is_an_anchor_too()
    {
        var below = _certificates.Server(issuer: _certificates.Intermediate);
        await TrustAsync(c => c with { CertificateAuthority = TestCertificates.Pem(_certificates.Intermediate) }, below);
        await TrustAsync(c => c with { CertificateAuthority = TestCertificates.Pem(below) }, below);
        await DistrustAsync(c => c with { CertificateAuthority = TestCertificates.Pem(new TestCertificates().Intermediate) }, below);
    }

    [Fact]
    public async Task The_name_in_the_certificate_is_checked()
    {
        var other = _certificates.Server("api.internal");
        var authority = TestCertificates.Pem(_certificates.Root);
        await DistrustAsync(c => c with { CertificateAuthority = authority }, other, "it is for another name (api.internal)");
        await DistrustAsync(c => c with { CertificateAuthority = TestCertificates.Pem(other) }, other);
        await TrustAsync(c => c with { CertificateAuthority = authority, TlsServerName = "api.internal" }, other);
    }

    [Fact]
    public Task All_is_trusted_where_the_user_says_so() => TrustAsync(c => c with { SkipsVerification = true }, _certificates.Server("whatever"));

    [Fact]
    public void An_authority_that_is_no_certificate_is_said_so() =>
        Should.Throw<ClusterException>(() => new ClusterClient(new KubeContext { Server = new Uri("https://x"), CertificateAuthority = "junk" }, TimeProvider.System))
            .Message.ShouldBe("the cluster's certificate authority holds no PEM certificate");

    private async Task TrustAsync(Func<KubeContext, KubeContext> configure, System.Security.Cryptography.X509Certificates.X509Certificate2? certificate = null)
    {
        using var server = new RawServer(certificate ?? _certificates.Server());
        using var client = new ClusterClient(configure(new KubeContext { Server = server.Address }), TimeProvider.System);
        await client.GetAsync("/version", TestContext.Current.CancellationToken);
        server.Requests.Count.ShouldBe(1);
    }

    private async Task DistrustAsync(Func<KubeContext, KubeContext> configure, System.Security.Cryptography.X509Certificates.X509Certificate2? certificate = null, string why = "")
    {
        using var server = new RawServer(certificate ?? _certificates.Server());
        using var client = new ClusterClient(configure(new KubeContext { Server = server.Address, Token = "secret" }), TimeProvider.System);
        var refusal = await Should.ThrowAsync<ClusterException>(() => client.GetAsync("/version", TestContext.Current.CancellationToken));
        refusal.Problem.ShouldBe(ClusterProblem.Untrusted);
        refusal.Message.ShouldStartWith($"the certificate of {server.Address.GetLeftPart(UriPartial.Authority)} is not trusted: {why}");
        server.Requests.ShouldBeEmpty("no token reaches a server that is not trusted");
    }
}
