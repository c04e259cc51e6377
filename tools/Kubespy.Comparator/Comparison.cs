using System.Globalization;
using System.Text;

namespace Kubespy.Comparator;

/// <summary>
/// How far two stories agree, part by part: the share of lines that a longest common subsequence keeps.
/// 1 is agreement; the text shows what each side has alone. Times are judged apart from what happened: of Pods, and of the writes of controllers.
/// </summary>
public sealed record Comparison(IReadOnlyDictionary<string, double> Scores, Gaps Pods, Gaps Writes, string Difference)
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

        var (pods, writes) = (Gaps.Between(expected.PodWays, actual.PodWays), Gaps.Between(expected.WriteWays, actual.WriteWays));
        return new Comparison(scores, pods, writes, text.ToString());
    }

    private static IEnumerable<(string, List<string>, List<string>)> Parts(Story e, Story a) =>
    [
        ("scaling", e.Scaling, a.Scaling), ("conditions", e.Conditions, a.Conditions), ("pods", e.Pods, a.Pods),
        ("events", e.Events, a.Events), ("ends", e.Ends, a.Ends), ("endpoints", e.Endpoints, a.Endpoints), ("counts", e.Counts, a.Counts),
    ];

    /// <summary>How many lines both have in the same order; and each side's own, with - for expected, + for actual.</summary>
    private static (int Kept, string Difference) Align(List<string> expected, List<string> actual)
    {
        var common = Alignment.Of(expected, actual);
        var text = new StringBuilder();
        var (i, j) = (0, 0);
        foreach (var (at, there) in common.Append((expected.Count, actual.Count)))
        {
            for (; i < at; i++)
            {
                text.Append("  - ").Append(expected[i]).Append('\n');
            }

            for (; j < there; j++)
            {
                text.Append("  + ").Append(actual[j]).Append('\n');
            }

            (i, j) = (at + 1, there + 1);
        }

        return (common.Count, text.ToString());
    }
}
