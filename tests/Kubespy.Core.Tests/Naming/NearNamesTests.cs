using Kubespy.Core.Naming;

namespace Kubespy.Core.Tests.Naming;

public sealed class NearNamesTests
{
    [Theory]
    [InlineData("deploymnt", "deployment")]
    [InlineData("Deploymnt", "deployment")]
    [InlineData("pd", "pod")]
    [InlineData("nginx", "nginx-web, nginx-api")]
    [InlineData("nginx-web-2", "nginx-web")]
    [InlineData("zebra", "")]
    [InlineData("d", "")]
    public void Those_are_near_that_are_a_few_letters_off_or_go_on(string wanted, string near) =>
        string.Join(", ", NearNames.Of(wanted, ["pod", "daemonset", "deployment", "nginx-api", "nginx-web", "", "deployment"])
            .OrderDescending()).ShouldBe(near);

    [Fact]
    public void The_nearest_comes_first_and_three_are_enough() =>
        NearNames.Question("web", ["web-4", "webb", "web-33", "web-22"]).ShouldBe("did you mean webb or web-4 or web-22?");
}
