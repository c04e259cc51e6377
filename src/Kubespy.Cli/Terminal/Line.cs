namespace Kubespy.Cli.Terminal;

/// <summary>One line of a frame: spans from left to right, no line break within.</summary>
public sealed record Line(IReadOnlyList<Span> Spans)
{
    public static readonly Line Empty = new([]);

    public static Line Of(string text, Style style = Style.Default) => new([new Span(text, style)]);
}
