using Kubespy.Cli.Bother;
using Kubespy.Client;
using Kubespy.Client.Configuration;
using Kubespy.ControlPlane.Server;

namespace Kubespy.Cli.Tests.Bother;

/// <summary>What is no embedded cluster is not written to.</summary>
public sealed class EmbeddedApiTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_context_that_is_not_as_kubespy_wrote_it_is_refused_unasked()
    {
        await using var host = await ClusterHost.StartAsync(new ClusterHostOptions());
        var own = KubeconfigLoader.Parse(host.KubeconfigText);

        EmbeddedApi.WhyNot(own).ShouldBeNull();
        EmbeddedApi.WhyNot(own with { Server = new Uri("https://prod.example:6443") }).ShouldBe("prod.example:6443 is not this machine (https on loopback)");
        EmbeddedApi.WhyNot(own with { Server = new Uri("http://127.0.0.1:8080") }).ShouldBe("127.0.0.1:8080 is not this machine (https on loopback)");
        EmbeddedApi.WhyNot(own with { CertificateAuthority = null }).ShouldStartWith("its certificate authority is not one that an embedded cluster makes");
        EmbeddedApi.WhyNot(own with { CertificateAuthority = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----" }).ShouldBe("its certificate authority cannot be read");
        KubeContext[] altered =
        [
            own with { SkipsVerification = true }, own with { TlsServerName = "prod" }, own with { Proxy = new Uri("http://127.0.0.1:3128") },
            own with { Token = null }, own with { Impersonation = [("Impersonate-User", "root")] },
        ];
        altered.ShouldAllBe(c => EmbeddedApi.WhyNot(c)!.StartsWith("its context is not as kubespy wrote it"));

        var refusal = await Should.ThrowAsync<ClusterException>(() => EmbeddedApi.ConnectAsync(own with { Server = new Uri("https://prod.example:6443") }, Stop));
        refusal.Message.ShouldBe("context \"kubespy\" is not an embedded cluster, so nothing was done: prod.example:6443 is not this machine (https on loopback)");
        refusal.Remedy.ShouldContain("kubespy cluster start");
    }

    [Fact]
    public async Task Who_cannot_show_a_certificate_of_that_cluster_is_not_spoken_to()
    {
        await using var host = await ClusterHost.StartAsync(new ClusterHostOptions());
        await using var other = await ClusterHost.StartAsync(new ClusterHostOptions());
        var mixed = KubeconfigLoader.Parse(host.KubeconfigText) with { Server = other.Address };

        var refusal = await Should.ThrowAsync<ClusterException>(() => EmbeddedApi.ConnectAsync(mixed, Stop));

        refusal.Problem.ShouldBe(ClusterProblem.Unreachable);
        refusal.Message.ShouldStartWith($"no embedded cluster answers at {other.Address.Authority}: ");
    }

    [Fact]
    public async Task An_embedded_cluster_that_has_ended_is_said_not_to_answer()
    {
        KubeContext own;
        await using (var host = await ClusterHost.StartAsync(new ClusterHostOptions()))
        {
            own = KubeconfigLoader.Parse(host.KubeconfigText);
            using var api = await EmbeddedApi.ConnectAsync(own, Stop);
        }

        (await Should.ThrowAsync<ClusterException>(() => EmbeddedApi.ConnectAsync(own, Stop))).Remedy.ShouldBe("does it still run? kubespy cluster start");
    }
}
