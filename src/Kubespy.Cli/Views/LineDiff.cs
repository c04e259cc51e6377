namespace Kubespy.Cli.Views;

/// <summary>What differs between two texts, line by line, with a line of context: the longest common subsequence.</summary>
internal static class LineDiff
{
    /// <summary>Longer texts than this (lines of one times lines of the other) are not compared.</summary>
    private const int MaxCells = 4_000_000;

    /// <summary>Lines with their sign (' ', '-', '+', or '…' for what is left out); null where the texts are too long to compare.</summary>
    public static IReadOnlyList<(char Sign, string Text)>? Of(string old, string @new)
    {
        var (a, b) = (old.Split('\n'), @new.Split('\n'));
        if ((long)a.Length * b.Length > MaxCells)
        {
            return null;
        }

        return WithContext(Compare(a, b));
    }

    private static List<(char Sign, string Text)> Compare(string[] a, string[] b)
    {
        // How many lines a[i..] and b[j..] have in common is at [i * width + j].
        var width = b.Length + 1;
        var common = new int[(a.Length + 1) * width];
        for (var i = a.Length - 1; i >= 0; i--)
        {
            for (var j = b.Length - 1; j >= 0; j--)
            {
                common[(i * width) + j] = a[i] == b[j] ? common[((i + 1) * width) + j + 1] + 1 : Math.Max(common[((i + 1) * width) + j], common[(i * width) + j + 1]);
            }
        }

        var lines = new List<(char, string)>();
        var (x, y) = (0, 0);
        while (x < a.Length || y < b.Length)
        {
            if (x < a.Length && y < b.Length && a[x] == b[y])
            {
                lines.Add((' ', a[x]));
                (x, y) = (x + 1, y + 1);
            }
            else if (y == b.Length || (x < a.Length && common[((x + 1) * width) + y] >= common[(x * width) + y + 1]))
            {
                lines.Add(('-', a[x++]));
            }
            else
            {
                lines.Add(('+', b[y++]));
            }
        }

        return lines;
    }

    private static List<(char Sign, string Text)> WithContext(List<(char Sign, string Text)> lines)
    {
        var kept = new List<(char Sign, string Text)>();
        var isLeftOut = false;
        for (var i = 0; i < lines.Count; i++)
        {
            var isNear = lines[i].Sign != ' ' || (i > 0 && lines[i - 1].Sign != ' ') || (i + 1 < lines.Count && lines[i + 1].Sign != ' ');
            if (isNear)
            {
                kept.Add(lines[i]);
            }
            else if (!isLeftOut)
            {
                kept.Add(('…', ""));
            }

            isLeftOut = !isNear;
        }

        return kept;
    }
}
