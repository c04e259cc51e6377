using Kubespy.Cli.Views;
using Kubespy.Core.Tracing;

namespace Kubespy.Cli.Tests.Views;

public sealed class CountedLinesTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Few_Pods_are_told_one_by_one() =>
        new CountedLines().Take([Ready("a", 0), Ready("b", 0)], pods: 20, Start).Count.ShouldBe(2);

    [Fact]
    public void Many_Pods_that_do_the_same_are_counted_after_a_moment()
    {
        var lines = new CountedLines();
        lines.Take([Ready("a", 0), Ready("b", 0.2)], pods: 21, Start.AddSeconds(0.2)).ShouldBeEmpty();
        var told = lines.Take([Ready("c", 0.9)], pods: 21, Start.AddSeconds(1)).Single();

        $"{told.Subject} {told.Plain}".ShouldBe("rs/web-1 3 Pods ContainerCreating -> Ready");
    }

    [Fact]
    public void What_others_do_ends_the_moment_and_comes_in_its_order()
    {
        var told = new CountedLines().Take([Ready("a", 0), Ready("b", 0), new TraceLine(Start, "deploy/web", "complete in 2s", ""), Ready("c", 0)], pods: 50, Start);

        told.Select(l => l.Plain).ShouldBe(["2 Pods ContainerCreating -> Ready", "complete in 2s"]);
    }

    [Fact]
    public void Steps_of_a_scaling_are_one()
    {
        var lines = new CountedLines();
        lines.Take([new TraceLine(Start, "rs/web-0", "30 -> 29", ""), Ready("a", 0), new TraceLine(Start, "rs/web-0", "29 -> 25", "")], pods: 50, Start);

        lines.Flush().Select(l => l.Plain).ShouldBe(["30 -> 25", "ContainerCreating -> Ready (1.0s)"]);
    }

    private static TraceLine Ready(string pod, double seconds) => new(Start.AddSeconds(seconds), $"pod/web-1-{pod}", $"ContainerCreating -> Ready ({seconds + 1:0.0}s)", "");
}
