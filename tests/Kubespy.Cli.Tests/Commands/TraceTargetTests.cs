using Kubespy.Cli.Commands;

namespace Kubespy.Cli.Tests.Commands;

public sealed class TraceTargetTests
{
    [Theory]
    [InlineData("deploy nginx", "deploy", "ns", "nginx")]
    [InlineData("deploy/nginx", "deploy", "ns", "nginx")]
    [InlineData("Deployment prod/nginx", "Deployment", "prod", "nginx")]
    [InlineData("apps/v1 Deployment nginx", "Deployment", "ns", "nginx")]
    [InlineData("deployment.apps/nginx", "deployment.apps", "ns", "nginx")]
    public void Targets_are_named_as_kubectl_names_them(string words, string kind, string ns, string name)
    {
        var target = TraceTarget.Parse(words.Split(' '), "ns").Single();
        (target.Kind, target.Namespace, target.Name).ShouldBe((kind, ns, name));
        target.ApiVersion.ShouldBe(words.StartsWith("apps/", StringComparison.Ordinal) ? "apps/v1" : "");
    }

    [Fact]
    public void Names_of_several_objects_are_several_targets() =>
        TraceTarget.Parse(["deployment.apps/a", "service/b"], "ns").Select(t => t.Name).ShouldBe(["a", "b"]);

    [Theory]
    [InlineData("deploy", "which deploy?")]
    [InlineData("deploy web-.*", "kubespy changes takes regular expressions")]
    [InlineData("deploy --nonsense", "--nonsense is no option of this command")]
    public void A_trace_is_of_objects_by_their_names(string words, string message) =>
        Should.Throw<FormatException>(() => TraceTarget.Parse(words.Split(' '), "ns")).Message.ShouldContain(message);

    [Fact]
    public void Nothing_is_no_target() => Should.Throw<FormatException>(() => TraceTarget.Parse([], "ns"));
}
