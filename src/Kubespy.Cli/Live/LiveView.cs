using System.Globalization;
using Kubespy.Cli.Terminal;
using Kubespy.Cli.Views;

namespace Kubespy.Cli.Live;

/// <summary>From a scene and a state to the lines of a frame, never more or wider than the screen. Pure.</summary>
internal static class LiveView
{
    public static IReadOnlyList<Line> Render(LiveScene scene, LiveState state)
    {
        if (!state.IsTouched)
        {
            return TraceView.Render(scene.Trace, scene.Width, scene.Height, scene.Options);
        }

        var lines = new List<Line>(scene.Height);
        if (state is { IsBrowsing: false, Pane: null })
        {
            lines.AddRange(TraceView.Render(scene.Trace, scene.Width, scene.Height - (scene.HasFoot ? 1 : 0), scene.Options));
        }
        else
        {
            lines.AddRange(scene.Header.Take(state.Pane is null ? scene.Header.Count : scene.PaneHeader));
            if (scene.HasGap)
            {
                lines.Add(Line.Empty);
            }

            lines.AddRange(state.Pane is { } pane ? Pane(scene, state, pane) : Tree(scene, state));
        }

        if (scene.HasFoot)
        {
            while (lines.Count < scene.Height - 1)
            {
                lines.Add(Line.Empty);
            }

            lines.Add(LiveFoot.Render(scene, state));
        }

        return lines.Count > scene.Height ? lines.GetRange(0, Math.Max(0, scene.Height)) : lines;
    }

    private static List<Line> Tree(LiveScene scene, LiveState state)
    {
        var shown = scene.Outline.Shown(state);
        var at = CursorRow.Find(shown, state.Cursor);
        var view = Viewport.Of(shown.Count, at, state.Anchor, scene.TreeRoom, i => 1 + shown[i].Row.Details().Count);
        var lines = new List<Line>();
        for (var i = view.First; i < shown.Count && lines.Count < scene.TreeRoom; i++)
        {
            lines.Add(Row(scene, shown[i], isUnderCursor: i == at));
            lines.AddRange(shown[i].Row.Details().Take(scene.TreeRoom - lines.Count).Select(l => Shifted(scene, l, "  ")));
        }

        if (shown.Count == 0 && scene.TreeRoom > 0)
        {
            var none = state.IsNarrowed ? state.Filter.Length > 0 ? "nothing here has that in it" : "nothing is failing" : "nothing is there yet";
            lines.Add(new LineBuilder(scene.Width, scene.Options.Ellipsis).Add("  " + none, Style.Dim).ToLine());
        }

        if (scene.Log.Count > 0)
        {
            lines.Add(Line.Empty);
            lines.AddRange(scene.Log);
        }

        return lines;
    }

    private static Line Row(LiveScene scene, ShownRow shown, bool isUnderCursor)
    {
        var options = scene.Options;
        var line = shown.Row.Draw();
        if (shown.Hidden > 0 && !shown.Row.IsFoldedAtFirst)
        {
            var left = scene.Width - scene.Gutter - line.Spans.Sum(s => TextWidth.Of(s.Text));
            var folded = string.Create(CultureInfo.InvariantCulture, $"  {shown.Hidden} folded");
            folded = folded.Length <= left ? folded : string.Create(CultureInfo.InvariantCulture, $" +{shown.Hidden}");
            line = folded.Length <= left ? new Line([.. line.Spans, new Span(folded, Style.Dim)]) : line;
        }

        return isUnderCursor && scene.Gutter > 0 ? new Line([new Span(options.IsAscii ? "> " : "› ", Style.Bold), .. line.Spans.Select(Bright)])
            : Shifted(scene, line, shown.Hidden > 0 ? "+ " : "  ");
    }

    private static List<Line> Pane(LiveScene scene, LiveState state, LivePane pane)
    {
        var title = pane switch
        {
            LivePane.Help => "keys",
            LivePane.Logs logs => $"logs of {logs.Subject}",
            LivePane.Change change => $"last change of {change.Subject}",
            _ => "",
        };
        var lines = scene.LinesOf(pane);
        var top = Math.Clamp(state.PaneTop, 0, Math.Max(0, lines.Count - scene.PaneRoom));
        return [new LineBuilder(scene.Width, scene.Options.Ellipsis).Add(title, Style.Bold).ToLine(), .. lines.Skip(top).Take(scene.PaneRoom)];
    }

    private static Line Shifted(LiveScene scene, Line line, string gutter) => scene.Gutter == 0 ? line : new([new Span(gutter), .. line.Spans]);

    private static Span Bright(Span span) => span with
    {
        Style = span.Style switch
        {
            Style.Default => Style.Bold,
            Style.Dim => Style.Default,
            Style.Green => Style.BoldGreen,
            Style.Yellow => Style.BoldYellow,
            Style.Red => Style.BoldRed,
            var other => other,
        },
    };
}
