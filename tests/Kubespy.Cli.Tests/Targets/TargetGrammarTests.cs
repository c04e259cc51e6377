using Kubespy.Cli.Targets;

namespace Kubespy.Cli.Tests.Targets;

public sealed class TargetGrammarTests
{
    [Theory]
    [InlineData("v1 Pod nginx", "v1 Pod - nginx")]
    [InlineData("apps/v1 Deployment prod/nginx", "apps/v1 Deployment prod nginx")]
    [InlineData("cert-manager.io/v1alpha2 Certificate", "cert-manager.io/v1alpha2 Certificate - *")]
    [InlineData("pod nginx", "- pod - nginx")]
    [InlineData("pod a b prod/c", "- pod - a|- pod - b|- pod prod c")]
    [InlineData("po/nginx", "- po - nginx")]
    [InlineData("deployment.apps/nginx svc/web", "- deployment.apps - nginx|- svc - web")]
    [InlineData("pod/prod/nginx", "- pod prod nginx")]
    [InlineData("pods", "- pods - *")]
    [InlineData("deploy,po", "- deploy,po - *")]
    [InlineData("pod nginx-.*", "- pod - nginx-.*")]
    [InlineData("clusterrole system:node", "- clusterrole - system:node")]
    public void Words_name_targets(string words, string targets) =>
        string.Join('|', TargetGrammar.Parse(words.Split(' ')).Select(Text)).ShouldBe(targets);

    [Theory]
    [InlineData("pod/")]
    [InlineData("/nginx")]
    [InlineData("pod /x")]
    [InlineData("po/a b")]
    [InlineData("pod (")]
    [InlineData("pod ")]
    [InlineData("pod --nonsense")]
    public void What_names_none_is_refused(string words) => Should.Throw<FormatException>(() => TargetGrammar.Parse(words.Split(' '))).Message.ShouldNotBeEmpty();

    [Fact]
    public void Lines_of_kubectl_are_names() =>
        TargetGrammar.ParseLines("deployment.apps/web created\n\nservice/web unchanged\r\npod/x\n").Select(Text)
            .ShouldBe(["- deployment.apps - web", "- service - web", "- pod - x"]);

    [Theory]
    [InlineData("nginx", "nginx", true)]
    [InlineData("nginx", "nginx-1", false)]
    [InlineData("n.1", "nx1", false)]
    [InlineData("nginx-.*", "nginx-1", true)]
    [InlineData("nginx-.*", "my-nginx-1", false)]
    [InlineData("a|b", "a", true)]
    [InlineData("a|b", "ab", false)]
    [InlineData("", "anything", true)]
    public void A_name_is_exact_unless_it_can_only_be_an_expression(string pattern, string name, bool matches) =>
        NamePattern.Parse(pattern).Matches(name).ShouldBe(matches);

    [Fact]
    public void Manifests_name_what_is_in_them() => ManifestTargets.Read("it",
        """
        apiVersion: v1
        kind: List
        items:
        - {apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: prod}}
        ---
        # nothing
        ---
        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}}
        """).Select(Text).ShouldBe(["apps/v1 Deployment prod web", "v1 Service - web"]);

    [Theory]
    [InlineData("kind: Pod", "holds what names no object")]
    [InlineData("a: [", "is not YAML: line")]
    public void What_is_no_manifest_is_said_so(string text, string message) =>
        Should.Throw<FormatException>(() => ManifestTargets.Read("it.yaml", text)).Message.ShouldContain("it.yaml " + message);

    private static string Text(TargetSpec spec) => $"{spec.ApiVersion ?? "-"} {spec.Kind} {spec.Namespace ?? "-"} {(spec.Name.Text.Length > 0 ? spec.Name.Text : "*")}";
}
