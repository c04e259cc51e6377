using CsCheck;
using Kubespy.Cli.Terminal;

namespace Kubespy.Cli.Tests.Terminal;

public sealed class FrameWriterProperties
{
    private const int Width = 30;

    private static readonly Gen<Line> PlainLine =
        Gen.Select(Gen.Int[0, 4].Select(n => new string("ab c●"[n % 5], n)), Gen.Enum<Style>(), (text, style) => new Span(text, style)).Array[0, 4].Select(s => new Line(s));

    private static readonly Gen<Line> AnyLine = Gen.Frequency(
        (3, PlainLine),
        (1, TextWidthTests.Texts.Select(t => new LineBuilder(Width, "…").Add(t).Add("|x").ToLine())));

    private static readonly Gen<List<List<Line>>> Frames = AnyLine.List[0, 8].List[1, 6];

    [Fact]
    public void Whatever_came_before_the_screen_shows_the_last_frame() => Frames.Sample(frames =>
    {
        var writer = new FrameWriter(isColoured: true);
        var screen = new FakeScreen(Width, 10);
        var fresh = new FakeScreen(Width, 10);
        foreach (var frame in frames)
        {
            screen.Write(writer.Next(frame, Width));
        }

        fresh.Write(new FrameWriter(isColoured: true).Next(frames[^1], Width));
        return screen.Text.SequenceEqual(fresh.Text);
    });

    [Fact]
    public void What_is_written_is_what_the_lines_say() => PlainLine.List[0, 8].Sample(frame =>
    {
        var screen = new FakeScreen(Width, 10);
        screen.Write(new FrameWriter(isColoured: true).Next(frame, Width));
        return screen.Text.SequenceEqual(frame.Select(l => string.Concat(l.Spans.Select(s => s.Text)).TrimEnd()).Concat(Enumerable.Repeat("", 10)).Take(10));
    });

    [Fact]
    public void A_frame_that_did_not_change_writes_nothing()
    {
        var writer = new FrameWriter(isColoured: false);
        _ = writer.Next([Line.Of("a"), Line.Of("b")], 20);
        writer.Next([Line.Of("a"), Line.Of("b")], 20).ShouldBeEmpty();
    }

    /// <summary>A second later only ages have moved.</summary>
    [Fact]
    public void Only_cells_that_differ_are_written()
    {
        var writer = new FrameWriter(isColoured: true);
        _ = writer.Next([new Line([new("  "), new("●", Style.Green), new(" nginx-5dff9b88c5-rcjc5   Ready"), new("  4s", Style.Dim), new("  node-1", Style.Dim)])], 80);
        writer.Next([new Line([new("  "), new("●", Style.Green), new(" nginx-5dff9b88c5-rcjc5   Ready"), new("  5s", Style.Dim), new("  node-1", Style.Dim)])], 80)
            .ShouldBe("\e[?2026h\e[1;37H\e[0;2m5\e[m\e[?2026l");
    }

    /// <summary>Terminals differ in how wide they draw emoji of several code points, or flags: what follows stands in its column on each of them.</summary>
    [Theory]
    [InlineData("👩\u200d👩\u200d👧")]
    [InlineData("❤\ufe0f")]
    [InlineData("🇩🇪")]
    [InlineData("漢字")]
    [InlineData("שלום")]
    public void Columns_are_straight_even_where_the_terminal_draws_narrower_or_wider(string name)
    {
        var line = new LineBuilder(60, "…").Column(name, 12).Add("Ready").ToLine();
        foreach (var cells in (Func<string, int>[])[c => Math.Min(1, TextWidth.OfCluster(c)), c => TextWidth.OfCluster(c), c => c.EnumerateRunes().Sum(TextWidth.Of)])
        {
            var screen = new FakeScreen(60, 3, cells);
            var writer = new FrameWriter(isColoured: false);
            screen.Write(writer.Next([line], 60));
            screen.From(0, 12).ShouldBe("Ready");
            screen.Write(writer.Next([new LineBuilder(60, "…").Column("nginx", 12).Add("Ready").ToLine()], 60));
            screen.Text.First().ShouldBe("nginx       Ready");
        }
    }
}
