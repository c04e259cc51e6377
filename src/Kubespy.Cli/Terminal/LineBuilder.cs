namespace Kubespy.Cli.Terminal;

/// <summary>Builds a line of spans, and keeps it within a width. Text is escaped here, so that nothing unescaped gets into a line.</summary>
internal sealed class LineBuilder(int width, string ellipsis)
{
    private readonly List<Span> _spans = [];

    public int Used { get; private set; }

    public int Left => width - Used;

    public LineBuilder Add(string text, Style style = Style.Default)
    {
        var fitted = TextWidth.Fit(SafeText.Of(text), Left, ellipsis);
        if (fitted.Length > 0)
        {
            _spans.Add(new Span(fitted, style));
            Used += TextWidth.Of(fitted);
        }

        return this;
    }

    /// <summary>Text in so many cells.</summary>
    public LineBuilder Column(string text, int cells, Style style = Style.Default) =>
        Add(TextWidth.Pad(SafeText.Of(text), Math.Max(0, Math.Min(cells, Left)), ellipsis), style);

    /// <summary>Text at the right margin, where there is room for it.</summary>
    public LineBuilder Right(string text, Style style = Style.Default)
    {
        var safe = SafeText.Of(text);
        var gap = Left - TextWidth.Of(safe);
        return gap < 1 ? this : Add(new string(' ', gap)).Add(safe, style);
    }

    public Line ToLine() => new([.. _spans]);
}
