using Kubespy.Client.Configuration;

namespace Kubespy.Client.Tests.Configuration;

public sealed class KubeconfigTextTests
{
    private const string Config =
        """
        apiVersion: v1
        kind: Config
        current-context: a
        clusters:
        - {name: c, cluster: {server: "https://127.0.0.1:1", insecure-skip-tls-verify: true, tls-server-name: other}}
        contexts:
        - {name: a, context: {cluster: c, user: u, namespace: prod}}
        - {name: broken, context: {cluster: nowhere, user: u}}
        users:
        - name: u
          user: {token: secret, as: jane, as-groups: [dev, ops]}
        """;

    [Fact]
    public void A_context_brings_its_cluster_user_and_namespace()
    {
        var context = KubeconfigLoader.Parse(Config);
        (context.Name, context.Namespace, context.Token, context.SkipsVerification, context.TlsServerName).ShouldBe(("a", "prod", "secret", true, "other"));
        context.Impersonation.ShouldBe([("Impersonate-User", "jane"), ("Impersonate-Group", "dev"), ("Impersonate-Group", "ops")]);
    }

    [Theory]
    [InlineData("current-context: b", "choose one of: a, broken")]
    [InlineData("current-context: broken", "define it")]
    public void What_cannot_be_used_is_refused_with_a_remedy(string current, string remedy)
    {
        var refusal = Should.Throw<ClusterException>(() => KubeconfigLoader.Parse(Config.Replace("current-context: a", current, StringComparison.Ordinal)));
        refusal.Problem.ShouldBe(ClusterProblem.BadConfiguration);
        refusal.Remedy.ShouldContain(remedy);
    }
}
