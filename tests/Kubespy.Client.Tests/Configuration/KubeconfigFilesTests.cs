using Kubespy.Client.Configuration;

namespace Kubespy.Client.Tests.Configuration;

/// <summary>Where the configuration is found, and what is said where it is not.</summary>
public sealed class KubeconfigFilesTests : IDisposable
{
    private readonly ConfigFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_first_file_to_name_a_thing_wins_whole()
    {
        var a = _folder.Write("a/config", "{current-context: one, contexts: [{name: one, context: {cluster: c, user: u}}], users: [{name: u, user: {token: first}}]}");
        var b = _folder.Write(
            "b/config",
            """
            current-context: two
            clusters: [{name: c, cluster: {server: "https://b:6443", certificate-authority: ca.crt}}]
            contexts: [{name: one, context: {cluster: c, namespace: other}}, {name: two, context: {cluster: c, user: u}}]
            users: [{name: u, user: {token: second, as: jane}}]
            """);
        _folder.Write("b/ca.crt", "PEM of b");
        _folder["KUBECONFIG"] = string.Join(Path.PathSeparator, a, "", Path.Combine(_folder.Path, "missing"), b, a);

        var context = _folder.Load();
        (context.Name, context.Namespace, context.Token, context.Impersonation.Count).ShouldBe(("one", "default", "first", 0));
        context.CertificateAuthority.ShouldBe("PEM of b", "a relative path starts at the file it stands in");
        _folder.Load(context: "two").Token.ShouldBe("first");
        KubeconfigLoader.ContextNames(null, _folder.Environment).ShouldBe(["one", "two"]);
    }

    [Fact]
    public void What_is_given_goes_before_KUBECONFIG_and_that_before_the_home()
    {
        _folder.WriteConfig("{server: 'https://home'}", "{}", ".kube/config");
        _folder.Load().Server.Host.ShouldBe("home");
        _folder["KUBECONFIG"] = _folder.WriteConfig("{server: 'https://variable'}", "{}", "v");
        _folder.Load().Server.Host.ShouldBe("variable");
        _folder.Load(_folder.WriteConfig("{server: 'https://given'}", "{}", "g")).Server.Host.ShouldBe("given");
    }

    [Theory]
    [InlineData("10.0.0.1", "https://10.0.0.1:6443/")]
    [InlineData("fd00::1", "https://[fd00::1]:6443/")]
    public void Without_a_kubeconfig_a_Pod_uses_its_service_account(string host, string server)
    {
        _folder["KUBERNETES_SERVICE_HOST"] = host;
        _folder["KUBERNETES_SERVICE_PORT"] = "6443";
        var token = _folder.Write("serviceaccount/token", "abc");
        _folder.Write("serviceaccount/ca.crt", "PEM");
        _folder.Write("serviceaccount/namespace", "team\n");
        _folder.Write(".kube/config", "apiVersion: v1\nkind: Config\n");

        var context = _folder.Load();
        (context.Server.AbsoluteUri, context.Namespace, context.CertificateAuthority, context.TokenFile).ShouldBe((server, "team", "PEM", token));
        _folder["POD_NAMESPACE"] = "mine";
        _folder.Load().Namespace.ShouldBe("mine");
    }

    [Fact]
    public void Nothing_at_all_is_one_clear_message()
    {
        Refused(() => _folder.Load()).ShouldBe((ClusterProblem.NoConfiguration, "no kubeconfig: neither --kubeconfig, KUBECONFIG nor ~/.kube/config names a cluster"));
        _folder["KUBECONFIG"] = "/nowhere/a";
        Refused(() => _folder.Load()).Message.ShouldBe("no kubeconfig: KUBECONFIG names /nowhere/a, which does not exist");
        Refused(() => _folder.Load("/nowhere/b")).Message.ShouldBe("the kubeconfig /nowhere/b does not exist");
        Refused(() => _folder.Load(_folder.Path)).Message.ShouldContain("may not be read");
    }

    [Theory]
    [InlineData("contexts: [{name: a", "is not YAML: line 2")]
    [InlineData("just words", "is no kubeconfig")]
    [InlineData("[1, 2]", "is no kubeconfig")]
    [InlineData("kind: Deployment", "is no kubeconfig")]
    [InlineData("clusters: {c: {server: x}}\ncurrent-context: a", "malformed: clusters is no list")]
    [InlineData("current-context: a", "the kubeconfig has no context \"a\"")]
    [InlineData("contexts: [{name: a, context: {}}]", "no context is current")]
    [InlineData("current-context: a\ncontexts: [{name: a}]", "names no cluster")]
    [InlineData("current-context: a\ncontexts: [{name: a, context: {cluster: c}}]\nclusters: [{name: d}]", "refers to cluster \"c\"")]
    public void What_is_malformed_names_the_file_or_the_context(string text, string message)
    {
        var path = _folder.Write("config", text);
        var refusal = Refused(() => _folder.Load(path));
        refusal.Problem.ShouldBe(ClusterProblem.BadConfiguration);
        refusal.Message.ShouldContain(message);
    }

    [Theory]
    [InlineData("{server: ''}", "{}", "the server is no URL")]
    [InlineData("{server: 'ftp://x'}", "{}", "the server is no URL")]
    [InlineData("{server: 'https://x', proxy-url: 'gopher://y'}", "{}", "proxy-url is no proxy's URL")]
    [InlineData("{server: 'https://x', certificate-authority: absent.crt}", "{}", "absent.crt, which does not exist")]
    [InlineData("{server: 'https://x', certificate-authority-data: '%%%'}", "{}", "certificate-authority-data is not base64")]
    [InlineData("{server: 'https://x', certificate-authority-data: YQ==, insecure-skip-tls-verify: true}", "{}", "exclude each other")]
    [InlineData("{server: 'https://x'}", "{username: a, password: 123456}", "password is no text")]
    [InlineData("{server: 'https://x'}", "{token: on}", "token is no text")]
    [InlineData("{server: 'https://x'}", "{token: a, username: b}", "both a token and a password")]
    [InlineData("{server: 'https://x'}", "{client-certificate-data: YQ==}", "a client-certificate and no client-key")]
    [InlineData("{server: 'https://x'}", "{client-key-data: YQ==}", "a client-key and no client-certificate")]
    [InlineData("{server: 'https://x'}", "{as-groups: [dev]}", "nothing of whom to act as")]
    [InlineData("{server: 'https://x'}", "{auth-provider: {name: gcp}}", "auth-provider gcp is no longer supported")]
    [InlineData("{server: 'https://x'}", "{exec: {apiVersion: client.authentication.k8s.io/v1}}", "exec has no command")]
    [InlineData("{server: 'https://x'}", "{exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: x}}", "exec has the apiVersion")]
    [InlineData("{server: 'https://x'}", "{exec: {apiVersion: client.authentication.k8s.io/v1, command: x, interactiveMode: Sometimes}}", "interactiveMode \"Sometimes\"")]
    public void What_kubectl_refuses_is_refused(string cluster, string user, string message)
    {
        var refusal = Refused(() => _folder.Load(_folder.WriteConfig(cluster, user)));
        refusal.Problem.ShouldBe(ClusterProblem.BadConfiguration);
        refusal.Message.ShouldContain(message);
        refusal.Message.ShouldContain(Path.Combine(_folder.Path, "config"));
    }

    [Theory]
    [InlineData("{server: 'host:8080'}", "http://host:8080/")]
    [InlineData("{server: 'host:6443', insecure-skip-tls-verify: true}", "https://host:6443/")]
    public void A_bare_host_is_a_server(string cluster, string server) =>
        _folder.Load(_folder.WriteConfig(cluster, "{}")).Server.AbsoluteUri.ShouldBe(server);

    private static (ClusterProblem Problem, string Message) Refused(Func<KubeContext> load)
    {
        var refusal = Should.Throw<ClusterException>(load);
        refusal.Remedy.ShouldNotBeEmpty();
        return (refusal.Problem, refusal.Message);
    }
}
