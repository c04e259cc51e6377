using CsCheck;
using Kubespy.Cli.Terminal;

namespace Kubespy.Cli.Tests.Terminal;

public sealed class FrameWriterProperties
{
    private static readonly Gen<IReadOnlyList<Line>> Frame =
        Gen.Select(Gen.Int[0, 4].Select(n => new string("abcd"[n % 4], n)), Gen.Enum<Style>(), (text, style) => Line.Of(text, style)).List[0, 8].Select(l => (IReadOnlyList<Line>)l);

    [Fact]
    public void Whatever_came_before_the_screen_shows_the_last_frame() => Frame.List[1, 6].Sample(frames =>
    {
        var writer = new FrameWriter(isColoured: true);
        var screen = new FakeScreen(20, 10);
        foreach (var frame in frames)
        {
            screen.Write(writer.Next(frame, 20));
        }

        return screen.Text.SequenceEqual(frames[^1].Select(l => string.Concat(l.Spans.Select(s => s.Text))).Concat(Enumerable.Repeat("", 10)).Take(10));
    });

    [Fact]
    public void A_frame_that_did_not_change_writes_nothing()
    {
        var writer = new FrameWriter(isColoured: false);
        _ = writer.Next([Line.Of("a"), Line.Of("b")], 20);
        writer.Next([Line.Of("a"), Line.Of("b")], 20).ShouldBeEmpty();
    }
}
