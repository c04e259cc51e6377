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
        NearNames.Question("web", ["web-4444", "web-33", "web-22", "web-1"]).ShouldBe("did you mean web-1 or web-22 or web-33?");

    [Fact]
    public void A_slip_of_one_letter_means_nothing_else() =>
        NearNames.Question("podd", ["poddisruptionbudget", "node", "pod"]).ShouldBe("did you mean pod?");
}
