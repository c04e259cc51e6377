using Kubespy.Cli.Terminal;

namespace Kubespy.Cli.Views;

/// <summary>Breaks text into lines of at most so many cells, between words where it can.</summary>
internal static class TextWrap
{
    public static IReadOnlyList<string> Of(string text, int width)
    {
        var lines = new List<string>();
        var line = "";
        foreach (var word in SafeText.Of(text).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var rest = word;
            if (line.Length > 0 && TextWidth.Of(line) + 1 + TextWidth.Of(rest) <= width)
            {
                line += " " + rest;
                continue;
            }

            if (line.Length > 0)
            {
                lines.Add(line);
            }

            while (TextWidth.Of(rest) > width)
            {
                var head = TextWidth.Fit(rest, width, "");
                if (head.Length == 0)
                {
                    break;
                }

                lines.Add(head);
                rest = rest[head.Length..];
            }

            line = rest;
        }

        return line.Length > 0 || lines.Count == 0 ? [.. lines, line] : lines;
    }
}
