using Kubespy.Cli.Terminal;
using Kubespy.Cli.Views;

namespace Kubespy.Cli.Live;

/// <summary>Logs that were read when they were asked for: each instance of a container under its name, the newest lines last.</summary>
internal static class LogPane
{
    private const int MaxLinesOfOne = 10;

    public static IReadOnlyList<Line> Render(LogReading reading, int width, ViewOptions options) => reading switch
    {
        LogReading.Refused refused => Text(refused.Message, width),
        LogReading.Recorded { Tails: [] } => Text("no logs of it were recorded until then", width),
        LogReading.Recorded recorded => [.. recorded.Tails.SelectMany(t => Tail(t, width, options))],
        LogReading.Done { Tails: [] } => Text("none of its containers has started yet", width),
        LogReading.Done done => [.. done.Tails.SelectMany(t => Tail(t, width, options)), .. Text($"read at {options.Clock(done.At)}, not followed; l twice reads anew", width)],
        _ => Text(options.IsAscii ? "reading ..." : "reading …", width),
    };

    private static IEnumerable<Line> Tail(Sources.ContainerTail tail, int width, ViewOptions options)
    {
        var what = tail.IsPrevious ? $"{tail.Container}, the instance before its last restart" : tail.Container;
        var title = new LineBuilder(width, options.Ellipsis).Add(what, Style.Cyan);
        return tail.Lines.Count == 0
            ? [title.Add(": no lines", Style.Dim).ToLine()]
            : [title.ToLine(), .. tail.Lines.SelectMany(l => LineWrap.Of(Line.Of("  " + SafeText.Of(l)), width, MaxLinesOfOne))];
    }

    private static IReadOnlyList<Line> Text(string text, int width) =>
        [.. TextWrap.Of(text, Math.Max(1, width - 2)).Select(l => new LineBuilder(width, "").Add("  ").Add(l, Style.Dim).ToLine())];
}
