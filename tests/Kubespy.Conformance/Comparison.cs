using System.Globalization;
using System.Text;

namespace Kubespy.Conformance;

/// <summary>
/// How far two stories agree, part by part: the share of lines that a longest common subsequence keeps.
/// 1 is agreement; the text shows what each side has alone. Times are judged apart from what happened: <paramref name="Gaps"/>.
/// </summary>
public sealed record Comparison(IReadOnlyDictionary<string, double> Scores, double Gaps, string Difference)
{
    public double Score => Scores.Values.Average();

    public static Comparison Of(Story expected, Story actual)
    {
        var scores = new SortedDictionary<string, double>(StringComparer.Ordinal);
        var text = new StringBuilder();
        foreach (var (part, a, b) in Parts(expected, actual))
        {
            var (kept, difference) = Align(a, b);
            scores[part] = a.Count + b.Count == 0 ? 1 : 2.0 * kept / (a.Count + b.Count);
            if (difference.Length > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"{part} {scores[part]:0.00}\n{difference}");
            }
        }

        return new Comparison(scores, CompareGaps(expected, actual, text), text.ToString());
    }

    /// <summary>Of the gaps of more than a second between the states of Pods that went the same way: the share that is within 20 %.</summary>
    private static double CompareGaps(Story expected, Story actual, StringBuilder text)
    {
        var (all, near) = (0, 0);
        var open = actual.Pods.Zip(actual.PodTimes).ToList();
        foreach (var (line, times) in expected.Pods.Zip(expected.PodTimes))
        {
            var at = open.FindIndex(p => p.First == line);
            if (at < 0)
            {
                continue;
            }

            var ours = open[at].Second;
            open.RemoveAt(at);
            for (var i = 1; i < times.Length; i++)
            {
                var (wanted, given) = (times[i] - times[i - 1], ours[i] - ours[i - 1]);
                if (wanted <= 1)
                {
                    continue;
                }

                all++;
                if (Math.Abs(given - wanted) <= wanted * 0.2)
                {
                    near++;
                }
                else
                {
                    text.Append(CultureInfo.InvariantCulture, $"gap {given:0.00} s instead of {wanted:0.00} s before state {i} of {line}\n");
                }
            }
        }

        return all == 0 ? 1 : (double)near / all;
    }

    private static IEnumerable<(string, List<string>, List<string>)> Parts(Story e, Story a) =>
    [
        ("scaling", e.Scaling, a.Scaling), ("conditions", e.Conditions, a.Conditions), ("pods", e.Pods, a.Pods),
        ("events", e.Events, a.Events), ("ends", e.Ends, a.Ends), ("endpoints", e.Endpoints, a.Endpoints),
    ];

    /// <summary>How many lines both have in the same order; and each side's own, with - for expected, + for actual.</summary>
    private static (int Kept, string Difference) Align(List<string> a, List<string> b)
    {
        var table = new int[a.Count + 1][];
        table[a.Count] = new int[b.Count + 1];
        for (var i = a.Count - 1; i >= 0; i--)
        {
            table[i] = new int[b.Count + 1];
            for (var j = b.Count - 1; j >= 0; j--)
            {
                table[i][j] = a[i] == b[j] ? table[i + 1][j + 1] + 1 : Math.Max(table[i + 1][j], table[i][j + 1]);
            }
        }

        var text = new StringBuilder();
        for (int i = 0, j = 0; i < a.Count || j < b.Count;)
        {
            if (i < a.Count && j < b.Count && a[i] == b[j])
            {
                (i, j) = (i + 1, j + 1);
            }
            else if (j >= b.Count || (i < a.Count && table[i + 1][j] >= table[i][j + 1]))
            {
                text.Append("  - ").Append(a[i++]).Append('\n');
            }
            else
            {
                text.Append("  + ").Append(b[j++]).Append('\n');
            }
        }

        return (table[0][0], text.ToString());
    }
}
