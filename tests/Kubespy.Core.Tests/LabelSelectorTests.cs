using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tests;

public sealed class LabelSelectorTests
{
    private static readonly MapValue Labels = MapValue.Of(("app", "nginx"), ("tier", "web"));

    [Theory]
    [InlineData("app=nginx", true)]
    [InlineData("app==nginx,tier in (web,db)", true)]
    [InlineData("app!=nginx", false)]
    [InlineData("!other", true)]
    [InlineData("tier notin (web)", false)]
    [InlineData("other", false)]
    public void Selectors_match_as_the_API_server_matches(string selector, bool expected) =>
        LabelSelector.Parse(selector).Matches(Labels).ShouldBe(expected);
}
