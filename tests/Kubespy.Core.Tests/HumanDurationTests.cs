using Kubespy.Core.Objects;

namespace Kubespy.Core.Tests;

public sealed class HumanDurationTests
{
    [Theory]
    [InlineData(0, "0s")]
    [InlineData(119, "119s")]
    [InlineData(120, "2m")]
    [InlineData(185, "3m5s")]
    [InlineData(3600, "60m")]
    [InlineData(10_800, "3h")]
    [InlineData(11_000, "3h3m")]
    [InlineData(200_000, "2d7h")]
    [InlineData(864_000, "10d")]
    public void Ages_are_shown_as_kubectl_shows_them(int seconds, string expected) =>
        HumanDuration.Format(TimeSpan.FromSeconds(seconds)).ShouldBe(expected);
}
