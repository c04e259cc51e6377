using System.Globalization;
using Kubespy.Cli.Terminal;
using Kubespy.Core.Tracing;
using Kubespy.Core.Tracing.Objects;

namespace Kubespy.Cli.Views;

/// <summary>
/// A trace as lines of a given width and number: the header always, the tree as far as there is room (what does not fit is folded,
/// with a count), the newest of the log at the foot. Pure.
/// </summary>
public static class TraceView
{
    private const int VerdictWidth = 14;
    internal const int MaxLog = 8;

    /// <summary>It stands beneath the log's text, not its time.</summary>
    private const int RemedyIndent = 10;

    public static IReadOnlyList<Line> Render(Trace trace, int width, int height, ViewOptions options)
    {
        var lines = Header(trace, width, options);
        var log = Log(trace, width, Math.Clamp((height - lines.Count - 2) / 3, 0, MaxLog), options);
        var room = Math.Max(0, height - lines.Count - 1 - (log.Count > 0 ? log.Count + 1 : 0));
        var tree = trace switch
        {
            DeploymentTrace deployment => TreeView.Render(deployment, width, room, options),
            ObjectTrace other => SectionsView.Render(other, width, room, options),
            _ => throw new InvalidOperationException($"no view draws a {trace.GetType().Name}"),
        };
        if (tree.Count > 0)
        {
            lines.Add(Line.Empty);
            lines.AddRange(tree);
        }

        if (log.Count > 0)
        {
            lines.Add(Line.Empty);
            lines.AddRange(log);
        }

        return lines.Count > height ? lines.GetRange(0, Math.Max(0, height)) : lines;
    }

    internal static List<Line> Header(Trace trace, int width, ViewOptions options)
    {
        var clock = options.Clock(trace.Now);
        var where = string.Join(options.IsAscii ? " - " : " · ", new[] { trace.Namespace, options.Context }.Where(w => w.Length > 0));
        var mode = trace.ConnectionLost.Length > 0 ? "connection lost" : options.Mode;
        // How fresh it is matters more than where it is, and its name more than either.
        var right = TextWidth.Of(clock) + 1 + TextWidth.Of(mode);
        var title = new LineBuilder(width, options.Ellipsis).Add(trace.Kind + " ").Add(trace.Name, Style.Bold);
        var gap = Math.Max(2, 26 - title.Used);
        if (title.Left - gap - right - 1 is > 3 and var room)
        {
            title.Add(new string(' ', gap)).Add(TextWidth.Fit(SafeText.Of(where), room, options.Ellipsis));
        }

        List<Line> lines =
        [
            title.Right($"{clock} {mode}", trace.ConnectionLost.Length > 0 ? Style.BoldYellow : Style.Dim).ToLine(),
            VerdictLine(trace, width, options),
        ];
        if (trace.Verdict is not (Verdict.Waiting or Verdict.Deleted))
        {
            lines.AddRange(trace switch
            {
                DeploymentTrace deployment => DeploymentHeader.Render(deployment, width, options),
                ObjectTrace other => SectionsView.Facts(other, width, options),
                _ => [],
            });
        }

        if (trace.ConnectionLost.Length > 0)
        {
            lines.Add(new LineBuilder(width, options.Ellipsis).Add($"connection lost, trying again: {trace.ConnectionLost}", Style.Yellow).ToLine());
        }

        return lines;
    }

    private static Line VerdictLine(Trace trace, int width, ViewOptions options)
    {
        var style = trace.Verdict switch
        {
            Verdict.Complete or Verdict.Ready => Style.BoldGreen,
            Verdict.Stuck or Verdict.Failed or Verdict.Unavailable => Style.BoldRed,
            Verdict.Deleted or Verdict.Waiting => Style.Bold,
            _ => Style.BoldYellow,
        };
        var line = new LineBuilder(width, options.Ellipsis).Add(TextWidth.Pad(trace.Verdict.ToString(), VerdictWidth), style);
        var elapsed = trace.Since is { } since ? Elapsed(trace.Now - since) : "";
        var said = trace.Verdict == Verdict.Waiting ? trace.Reason + options.Hint : trace.Reason;
        var reason = TextWidth.Fit(Ascii(said, options), Math.Max(0, line.Left - elapsed.Length - 1), options.Ellipsis);
        return line.Add(reason).Right(elapsed, Style.Dim).ToLine();
    }

    internal static List<Line> Log(Trace trace, int width, int room, ViewOptions options)
    {
        var remedy = room > 0 ? Remedy(trace.Remedy, width, options) : [];
        var shown = trace.Log.TakeLast(Math.Max(0, room - remedy.Count)).ToArray();
        var lines = new List<Line>();
        for (var i = 0; i < shown.Length; i++)
        {
            var time = options.Clock(shown[i].Time);
            var style = i == shown.Length - 1 ? Style.Default : Style.Dim;
            lines.Add(new LineBuilder(width, options.Ellipsis).Add($"{time}  {Ascii(shown[i].Log, options)}", style).ToLine());
        }

        lines.AddRange(remedy.Take(room));
        return lines;
    }

    /// <summary>A command is whole, or it is no use: it goes on on the next line, as a shell reads it.</summary>
    private static List<Line> Remedy(string remedy, int width, ViewOptions options)
    {
        if (RemedyIndent + TextWidth.Of(SafeText.Of(remedy)) <= width)
        {
            return remedy.Length == 0 ? [] : [RemedyLine(remedy, width, options)];
        }

        var lines = new List<Line>();
        var line = "";
        foreach (var word in SafeText.Of(remedy).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && RemedyIndent + TextWidth.Of(line) + 1 + TextWidth.Of(word) + 2 > width)
            {
                lines.Add(RemedyLine(line + " \\", width, options));
                line = "  ";
            }

            line += (line.Trim().Length > 0 ? " " : "") + word;
        }

        lines.Add(RemedyLine(line, width, options));
        return lines;
    }

    private static Line RemedyLine(string text, int width, ViewOptions options) =>
        new LineBuilder(width, options.Ellipsis).Add(new string(' ', RemedyIndent)).Add(text, Style.Bold).ToLine();

    internal static string Ascii(string text, ViewOptions options) =>
        options.IsAscii ? text.Replace("→", "->", StringComparison.Ordinal) : text;

    private static string Elapsed(TimeSpan time) => time < TimeSpan.FromHours(1)
        ? time.ToString(@"mm\:ss", CultureInfo.InvariantCulture)
        : time.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture);
}
