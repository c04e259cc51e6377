using Kubespy.Cli.Commands;

namespace Kubespy.Cli.Tests.Commands;

public sealed class MomentTextTests
{
    private static readonly DateTimeOffset First = new(2026, 11, 25, 22, 30, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Last = First.AddHours(8);

    [Theory]
    [InlineData("23:12", "2026-11-25T23:12:00Z")]
    [InlineData("03:12:30", "2026-11-26T03:12:30Z")]
    [InlineData("03:12:30.5", "2026-11-26T03:12:30.5Z")]
    [InlineData("07:00", "2026-11-25T07:00:00Z")]
    [InlineData("2026-11-26T01:00:00+01:00", "2026-11-26T00:00:00Z")]
    public void A_moment_is_a_time_of_that_night_or_a_whole_one(string text, string moment) =>
        MomentText.Parse("--from", text, First, Last).ShouldBe(DateTimeOffset.Parse(moment, System.Globalization.CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("3 o'clock")]
    [InlineData("25:00")]
    [InlineData("")]
    public void What_is_none_is_refused(string text) =>
        Should.Throw<FormatException>(() => MomentText.Parse("--from", text, First, Last)).Message.ShouldStartWith("--from is a time such as 03:12");
}
