using Kubespy.Cli.Demo;
using Kubespy.Cli.Terminal;

namespace Kubespy.Cli.Tests.Views;

public sealed class DemoCaptionTests
{
    private const string Watch = "Watch: the ReplicaSet replaces it; no rollout, no new revision. The old Pod lingers while it terminates.";

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(120)]
    [InlineData(200)]
    public void What_to_watch_for_and_the_keys_are_read_in_full(int width)
    {
        var lines = DemoCaption.Render("1/1 kill   $ kubectl delete pod nginx-…", Watch, isPaused: false, width, "…")
            .Select(l => string.Concat(l.Spans.Select(s => s.Text))).ToList();

        lines.ShouldAllBe(l => TextWidth.Of(l) <= width);
        var text = string.Join(' ', lines.Select(l => l.Trim()));
        text.ShouldContain(Watch);
        text.ShouldContain("space pauses  n next  q quits");
    }
}
