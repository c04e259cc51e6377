using System.Text;
using Kubespy.Cli.Terminal;

namespace Kubespy.Cli.Demo;

/// <summary>What stands above the live view of a demo: the command, what to watch for, and which keys there are. Nothing of it is cut off.</summary>
internal static class DemoCaption
{
    public static IReadOnlyList<Line> Render(string title, string watch, bool isPaused, int width, string ellipsis)
    {
        var hint = isPaused ? "paused, space goes on" : "space pauses  n next  q quits";
        var lines = new List<Line> { new LineBuilder(width, ellipsis).Add(title, Style.Cyan).ToLine() };
        var words = Wrap(watch, width);
        for (var i = 0; i < words.Count; i++)
        {
            var hasRoom = i == words.Count - 1 && TextWidth.Of(words[i]) + 2 + hint.Length <= width;
            var line = new LineBuilder(width, ellipsis).Add(words[i]);
            lines.Add((hasRoom ? line.Right(hint, Style.Dim) : line).ToLine());
            if (i == words.Count - 1 && !hasRoom)
            {
                lines.Add(new LineBuilder(width, ellipsis).Right(hint, Style.Dim).ToLine());
            }
        }

        lines.Add(Line.Empty);
        return lines;
    }

    private static List<string> Wrap(string text, int width)
    {
        var lines = new List<string>();
        var line = new StringBuilder();
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && TextWidth.Of(line.ToString()) + 1 + TextWidth.Of(word) > width)
            {
                lines.Add(line.ToString());
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : "").Append(word);
        }

        lines.Add(line.ToString());
        return lines;
    }
}
