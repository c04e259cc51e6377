using Kubespy.Cli.Terminal;
using Kubespy.Cli.Views;
using Kubespy.Core.Tracing;

namespace Kubespy.Cli.Tests.Views;

public sealed class DeploymentViewProperties
{
    public static TheoryData<string> Scenarios => [.. Replay.Scenarios];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void No_frame_is_larger_than_the_terminal_or_carries_control_characters(string scenario)
    {
        var tracer = new DeploymentTracer("nginx", "default");
        var sizes = new[] { (40, 10), (80, 24), (133, 17), (200, 50) };
        foreach (var (news, i) in Replay.Load(scenario).Select((n, i) => (n, i)))
        {
            tracer.Apply(news);
            var (width, height) = sizes[i % sizes.Length];
            var frame = TraceView.Render(tracer.Trace(news.Time), width, height, new ViewOptions());
            frame.Count.ShouldBeLessThanOrEqualTo(height);
            foreach (var line in frame)
            {
                var text = string.Concat(line.Spans.Select(s => s.Text));
                TextWidth.Of(text).ShouldBeLessThanOrEqualTo(width, text);
                text.ShouldNotContain(c => char.IsControl(c));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void A_recording_ends_in_a_verdict_without_doubt(string scenario)
    {
        var (trace, _) = Replay.Until(scenario, 1000);
        trace.Verdict.ShouldBeOneOf(Verdict.Complete, Verdict.Deleted);
        trace.Terminating.ShouldBe(0);
    }

    [Fact]
    public void Escape_sequences_in_names_are_shown_not_obeyed() =>
        SafeText.Of("a\e[31mb\u0007\u202ec").ShouldBe(@"a\u{1b}[31mb\u{7}\u{202e}c");
}
