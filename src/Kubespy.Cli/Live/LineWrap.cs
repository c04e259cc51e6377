using Kubespy.Cli.Terminal;

namespace Kubespy.Cli.Live;

/// <summary>Breaks lines that are wider than the screen: nothing of a log or a change is cut off at its edge.</summary>
internal static class LineWrap
{
    private const string Indent = "    ";

    /// <summary>What the line comes to in so many cells, at most so many lines.</summary>
    public static IEnumerable<Line> Of(Line line, int width, int most)
    {
        var indent = width > 2 * Indent.Length ? Indent : "";
        var (spans, left, count) = (new List<Span>(), width, 1);
        foreach (var span in line.Spans)
        {
            for (var text = span.Text; text.Length > 0;)
            {
                var length = TextWidth.LengthWithin(text, left);
                if (length > 0)
                {
                    spans.Add(span with { Text = RightToLeft.Isolate(text[..length]) });
                    left -= TextWidth.Of(text.AsSpan(0, length));
                    text = text[length..];
                }
                else if (left == width - indent.Length && count > 1)
                {
                    // Wider than a whole line.
                    text = text[TextWidth.ClusterLength(text)..];
                }
                else
                {
                    yield return new Line(spans);
                    if (++count > most)
                    {
                        yield break;
                    }

                    (spans, left) = ([new Span(indent)], width - indent.Length);
                }
            }
        }

        yield return new Line(spans);
    }
}
