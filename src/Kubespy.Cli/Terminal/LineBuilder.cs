namespace Kubespy.Cli.Terminal;

/// <summary>Builds a line of spans, and keeps it within a width. Text is escaped here, so that nothing unescaped gets into a line.</summary>
internal sealed class LineBuilder(int width, string ellipsis)
{
    private readonly List<Span> _spans = [];

    public int Used { get; private set; }

    public int Left => width - Used;

    public LineBuilder Add(string text, Style style = Style.Default) => AddSafe(SafeText.Of(text), style, cells: 0);

    /// <summary>Text in so many cells.</summary>
    public LineBuilder Column(string text, int cells, Style style = Style.Default)
    {
        var room = Math.Max(0, Math.Min(cells, Left));
        return AddSafe(TextWidth.Fit(SafeText.Of(text), room, ellipsis), style, room);
    }

    /// <summary>Text at the right margin, where there is room for it.</summary>
    public LineBuilder Right(string text, Style style = Style.Default)
    {
        var safe = SafeText.Of(text);
        var gap = Left - TextWidth.Of(safe);
        return gap < 1 ? this : Add(new string(' ', gap)).Add(safe, style);
    }

    public Line ToLine() => new([.. _spans]);

    /// <summary>In at least so many cells.</summary>
    private LineBuilder AddSafe(string safe, Style style, int cells)
    {
        var fitted = TextWidth.Fit(safe, Left, ellipsis);
        var used = TextWidth.Of(fitted);
        if (fitted == ellipsis && fitted != safe && _spans.Count > 0 && _spans[^1].Text.EndsWith(ellipsis, StringComparison.Ordinal))
        {
            // It is said already that something is missing.
            return this;
        }

        var text = RightToLeft.Isolate(fitted) + (used < cells ? new string(' ', cells - used) : "");
        if (text.Length > 0)
        {
            _spans.Add(new Span(text, style));
            Used += Math.Max(used, cells);
        }

        return this;
    }
}
