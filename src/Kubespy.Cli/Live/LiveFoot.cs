using System.Globalization;
using Kubespy.Cli.Terminal;
using Kubespy.Cli.Views;

namespace Kubespy.Cli.Live;

/// <summary>The last line once a key has been pressed: where one is, what narrows the view, and the keys that fit, the most wanted first. Pure.</summary>
internal static class LiveFoot
{
    public static Line Render(LiveScene scene, LiveState state)
    {
        var line = new LineBuilder(scene.Width, scene.Options.Ellipsis);
        if (state.IsTyping)
        {
            // What is typed is seen to its end.
            var room = Math.Max(1, scene.Width - 2);
            var typed = SafeText.Of(state.Filter);
            while (TextWidth.Of(typed) > room)
            {
                typed = typed[TextWidth.ClusterLength(typed)..];
            }

            line.Add("/").Add(typed, Style.Bold).Add("_");
            return Keys(line.Add($"  {Found(scene, state)}", Style.Dim), ["Enter keeps it", "Esc drops it"]);
        }

        if (state.Notice.Length > 0)
        {
            return line.Add(state.Notice, Style.Yellow).ToLine();
        }

        if (state.Pane is { } pane)
        {
            var count = scene.LinesOf(pane).Count;
            var last = Math.Min(count, state.PaneTop + scene.PaneRoom);
            line.Add(count > scene.PaneRoom ? string.Create(CultureInfo.InvariantCulture, $"lines {state.PaneTop + 1}-{last} of {count}") : "", Style.Dim);
            return Keys(line, ["Esc closes", .. count > scene.PaneRoom ? [$"{Arrows(scene.Options)} scroll"] : (string[])[], "? help", "q quit"]);
        }

        if (state.Cursor is not null || state.IsNarrowed)
        {
            line.Add(Place(scene, state), Style.Dim);
        }

        line.Add(state.Filter.Length > 0 ? $"  /{state.Filter}" : "", Style.Bold).Add(state.OnlyFailing ? "  only failing" : "", Style.Bold);
        return Keys(line, [.. state.IsNarrowed ? ["Esc all"] : (string[])[], "? help", "q quit", $"{Arrows(scene.Options)} move", "Enter fold", "/ filter", "f failing", "l logs", "d diff"]);
    }

    private static string Arrows(ViewOptions options) => options.IsAscii ? "j k" : "↑↓";

    private static string Place(LiveScene scene, LiveState state)
    {
        var shown = scene.Outline.Shown(state);
        var at = CursorRow.Find(shown, state.Cursor);
        return at < 0 ? Found(scene, state) : string.Create(CultureInfo.InvariantCulture, $"{at + 1} of {shown.Count}");
    }

    private static string Found(LiveScene scene, LiveState state)
    {
        var found = scene.Outline.Shown(state).Count(r => r.IsMatch);
        return string.Create(CultureInfo.InvariantCulture, $"{found} found");
    }

    private static Line Keys(LineBuilder line, IReadOnlyList<string> keys)
    {
        foreach (var key in keys)
        {
            var gap = line.Used == 0 ? "" : "  ";
            if (TextWidth.Of(gap + key) > line.Left)
            {
                break;
            }

            line.Add(gap + key, Style.Dim);
        }

        return line.ToLine();
    }
}
