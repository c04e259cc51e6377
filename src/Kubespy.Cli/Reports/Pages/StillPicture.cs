using System.Globalization;
using System.Text;
using Kubespy.Cli.Commands;
using Kubespy.Cli.Terminal;
using Kubespy.Cli.Views;
using Kubespy.Core.Objects;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Reports.Pages;

/// <summary>A frame of the live view as a picture: text of an SVG, each run in its cells, whatever the font.</summary>
internal static class StillPicture
{
    private const double CellWidth = 8.4;
    private const double CellHeight = 19;
    private const double Margin = 18;

    /// <exception cref="FormatException">It is no size such as 80x24.</exception>
    public static (int Columns, int Rows) ParseSize(string text) =>
        text.Split('x') is [var columns, var rows] && int.TryParse(columns, NumberStyles.None, CultureInfo.InvariantCulture, out var wide) && int.TryParse(rows, NumberStyles.None, CultureInfo.InvariantCulture, out var high)
            && wide is >= 20 and <= 300 && high is >= 5 and <= 200
            ? (wide, high)
            : throw new FormatException($"--size is columns x lines such as 80x24, not {text}");

    /// <param name="events">The recording.</param>
    /// <param name="target">What is traced.</param>
    /// <param name="data">What the recording shows as a whole.</param>
    /// <param name="at">The moment; null for the middle of the first rollout, or of the recording.</param>
    /// <param name="size">In cells.</param>
    public static string Of(IReadOnlyList<SourceEvent> events, KubeObject target, ReportData data, DateTimeOffset? at, (int Columns, int Rows) size)
    {
        var moment = at ?? Middle(data);
        var tracer = TracePlan.TracerOf(target.Gvk, target.Namespace, target.Name, new TraceOptions());
        foreach (var news in events.TakeWhile(e => e.Time <= moment))
        {
            tracer.Apply(news);
        }

        var lines = TraceView.Render(tracer.Trace(moment), size.Columns, size.Rows, new ViewOptions { Mode = "replay" });
        return Draw(lines, size.Columns, $"kubespy trace {ShortNames.Of(target.Kind)} {target.Name}");
    }

    /// <summary>Lines of a terminal as a picture of so many columns.</summary>
    public static string Draw(IReadOnlyList<Line> lines, int columns, string title)
    {
        var (width, height) = ((columns * CellWidth) + (2 * Margin), (lines.Count * CellHeight) + (2 * Margin));
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $$$"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {{{HtmlText.Number(width)}}} {{{HtmlText.Number(height)}}}" width="{{{HtmlText.Number(width)}}}" height="{{{HtmlText.Number(height)}}}" role="img" aria-label="{{{HtmlText.Of(title)}}}">
            <style>
            text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;white-space:pre;fill:#24292f}
            .back{fill:#fbfaf8;stroke:#d4d0c9}.bold{font-weight:700}.dim{fill:#6c737c}.green{fill:#1f7a45}.yellow{fill:#8a5a00}.red{fill:#b3261e}.cyan{fill:#0f6f86}
            @media (prefers-color-scheme:dark){text{fill:#dfe1e4}.back{fill:#15171b;stroke:#3a3f47}.dim{fill:#8b929b}.green{fill:#7fce9f}.yellow{fill:#e5b65f}.red{fill:#f0857c}.cyan{fill:#74c7dc}}
            </style>
            <rect class="back" x="0.5" y="0.5" width="{{{HtmlText.Number(width - 1)}}}" height="{{{HtmlText.Number(height - 1)}}}" rx="9"/>

            """);
        for (var row = 0; row < lines.Count; row++)
        {
            Draw(svg, lines[row], Margin + ((row + 0.75) * CellHeight));
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static void Draw(StringBuilder svg, Line line, double y)
    {
        var column = 0;
        foreach (var span in line.Spans)
        {
            var cells = TextWidth.Of(span.Text);
            var text = span.Text.TrimEnd(' ');
            var lead = text.Length - text.TrimStart(' ').Length;
            if (text.Length > 0)
            {
                var style = ClassOf(span.Style);
                var drawn = text.TrimStart(' ');
                svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{HtmlText.Number(Margin + ((column + lead) * CellWidth))}\" y=\"{HtmlText.Number(y)}\"{(style.Length > 0 ? $" class=\"{style}\"" : "")} textLength=\"{HtmlText.Number(TextWidth.Of(drawn) * CellWidth)}\" lengthAdjust=\"spacingAndGlyphs\">{HtmlText.Of(drawn)}</text>\n");
            }

            column += cells;
        }
    }

    private static DateTimeOffset Middle(ReportData data)
    {
        var timeline = data.Timeline;
        var rollout = timeline.Rollouts.Count > 0 ? timeline.Rollouts[0] : null;
        var (from, to) = rollout is null ? (timeline.From, timeline.To) : (rollout.From, rollout.To ?? timeline.To);
        return from + ((to - from) / 2);
    }

    private static string ClassOf(Style style) => style switch
    {
        Style.Bold => "bold",
        Style.Dim => "dim",
        Style.Green => "green",
        Style.BoldGreen => "bold green",
        Style.Yellow => "yellow",
        Style.BoldYellow => "bold yellow",
        Style.Red => "red",
        Style.BoldRed => "bold red",
        Style.Cyan => "cyan",
        _ => "",
    };
}
