using System.Globalization;
using Kubespy.Cli.Terminal;
using Kubespy.Cli.Views;
using Kubespy.Cli.Views.Why;
using Kubespy.Core.Tracing;

namespace Kubespy.Cli.Recordings.Playing;

/// <summary>Some lines that show where in a recording one is: how much was available over time, and beneath it the bar. Pure.</summary>
internal static class Scrubber
{
    private const string Levels = " ▁▂▃▄▅▆▇█";
    private const string AsciiLevels = " .:-=+*%#";

    public static IReadOnlyList<Line> Render(ReplayMap map, ReplayPosition position, int width, ViewOptions options)
    {
        var (left, right) = ($"{(position.IsPlaying ? options.IsAscii ? ">" : "▶" : options.IsAscii ? "=" : "‖")} {options.Clock(position.Time)} ", $" {options.Clock(map.End)} {Rate(position.Speed)}");
        var room = width - TextWidth.Of(left) - TextWidth.Of(right);
        if (room < 8)
        {
            return [new LineBuilder(width, options.Ellipsis).Add(left, Style.Bold).Add(Rate(position.Speed), Style.Dim).ToLine()];
        }

        var sample = map.At(position.Time);
        var most = Math.Max(1, map.Samples.Count == 0 ? 1 : map.Samples.Max(s => Math.Max(s.Available, s.Wanted)));
        var curve = new LineBuilder(width, options.Ellipsis).Column(sample.Wanted > 0 ? string.Create(CultureInfo.InvariantCulture, $"  {sample.Available}/{sample.Wanted}") : "", TextWidth.Of(left), Style.Dim);
        var bar = new LineBuilder(width, options.Ellipsis).Add(left, Style.Bold);
        var at = ColumnOf(map, position.Time, room);
        var warnings = map.Marks.Where(m => m.IsWarning).Select(m => ColumnOf(map, m.Time, room)).ToHashSet();
        var turns = map.Marks.Where(m => m.IsTurn).Select(m => ColumnOf(map, m.Time, room)).ToHashSet();
        for (var i = 0; i < room; i++)
        {
            var then = map.At(map.Begin + ((map.End - map.Begin) * ((i + 1) / (double)room)));
            var style = VerdictStyle.Of(then.Verdict, then.Verdict is Verdict.Complete or Verdict.Ready or Verdict.Paused);
            curve.Add(Level(then, most, options), Plain(style));
            bar.Add(
                i == at ? options.IsAscii ? "O" : "●" : warnings.Contains(i) ? "!" : turns.Contains(i) ? options.IsAscii ? "+" : "┿" : options.IsAscii ? "-" : "─",
                i == at ? Style.Bold : warnings.Contains(i) ? Style.Yellow : i < at ? Style.Default : Style.Dim);
        }

        List<Line> lines = [curve.ToLine(), bar.Add(right, Style.Dim).ToLine()];
        if (position.IsSearching)
        {
            lines.Add(new LineBuilder(width, options.Ellipsis).Add("search: ").Add(position.Words, Style.Bold).Add("_  ").Add("Enter goes to the next, Esc ends", Style.Dim).ToLine());
        }
        else if (position.Notice.Length > 0)
        {
            lines.Add(new LineBuilder(width, options.Ellipsis).Add(position.Notice, Style.Yellow).ToLine());
        }
        else if (!position.IsTouched)
        {
            lines.Add(new LineBuilder(width, options.Ellipsis).Add($"space {(position.IsPlaying ? "pauses" : "plays")}  . , step  n next change of state  ? all keys  q quits", Style.Dim).ToLine());
        }

        lines.Add(Line.Empty);
        return lines;
    }

    private static string Rate(double speed) => speed >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{speed:0.##}x") : string.Create(CultureInfo.InvariantCulture, $"1/{1 / speed:0}x");

    private static int ColumnOf(ReplayMap map, DateTimeOffset time, int room) =>
        map.End <= map.Begin ? room - 1 : (int)Math.Clamp((time - map.Begin) / (map.End - map.Begin) * room, 0, room - 1);

    private static string Level(ReplaySample sample, long most, ViewOptions options)
    {
        var levels = options.IsAscii ? AsciiLevels : Levels;
        var level = sample.Available <= 0 ? 0 : (int)Math.Clamp(Math.Ceiling(sample.Available * 8.0 / most), 1, 8);
        return levels[level].ToString();
    }

    /// <summary>A curve shouts nothing.</summary>
    private static Style Plain(Style style) => style switch
    {
        Style.BoldGreen => Style.Green,
        Style.BoldYellow => Style.Yellow,
        Style.BoldRed => Style.Red,
        _ => style,
    };
}
