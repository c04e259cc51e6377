using System.Globalization;
using System.Text;

namespace Kubespy.Comparator;

/// <summary>
/// The gaps of more than a second between the states of objects, and how many of them are within 20 % of the recorded ones. Objects are
/// aligned by the states that both went through; a recorded gap that has no counterpart counts as off.
/// </summary>
public sealed record Gaps(int All, int Near, string Difference)
{
    private const double Least = 1;
    private const double Tolerance = 0.2;

    /// <summary>The share that is near; null where there is no gap to compare.</summary>
    public double? Share => All == 0 ? null : (double)Near / All;

    /// <summary>Of several plays together.</summary>
    public static Gaps Sum(IEnumerable<Gaps> all) =>
        all.Aggregate(new Gaps(0, 0, ""), (a, b) => new Gaps(a.All + b.All, a.Near + b.Near, a.Difference + b.Difference));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Result.Text(Share)} ({Near}/{All})");

    /// <summary>Compares each recorded way with the one of the others that is most like it, each of which is taken once.</summary>
    public static Gaps Between(IReadOnlyList<Way> expected, IReadOnlyList<Way> actual)
    {
        var open = actual.ToList();
        var (all, near, text) = (0, 0, new StringBuilder());
        // Those that went wholly the same way are of one another before any that only went alike.
        foreach (var way in expected.OrderByDescending(e => open.Any(a => a.IsLike(e))))
        {
            var match = Choose(way, open);
            if (match is not null)
            {
                open.Remove(match);
            }

            var counted = Compare(way, match, text);
            (all, near) = (all + counted.All, near + counted.Near);
        }

        return new Gaps(all, near, text.ToString());
    }

    private static Way? Choose(Way way, List<Way> open) =>
        open.Find(a => a.IsLike(way))
        ?? open.Where(a => a.Name == way.Name).MaxBy(a => Alignment.Of(way.States, a.States).Count);

    private static (int All, int Near) Compare(Way expected, Way? actual, StringBuilder text)
    {
        var common = actual is null ? [] : Alignment.Of(expected.States, actual.States);
        if (common.Count == 0)
        {
            return (Missing(expected, 0, expected.Times.Count - 1, text), 0);
        }

        var (all, near) = (Missing(expected, 0, common[0].Expected, text) + Missing(expected, common[^1].Expected, expected.Times.Count - 1, text), 0);
        foreach (var (before, after) in common.Zip(common.Skip(1)))
        {
            var wanted = expected.Times[after.Expected] - expected.Times[before.Expected];
            if (wanted <= Least)
            {
                continue;
            }

            all++;
            var given = actual!.Times[after.Actual] - actual.Times[before.Actual];
            if (Math.Abs(given - wanted) <= wanted * Tolerance)
            {
                near++;
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"gap {given:0.00} s instead of {wanted:0.00} s before {expected.Name} {expected.States[after.Expected]}\n");
            }
        }

        return (all, near);
    }

    /// <summary>The gaps between those states, for which there is nothing to compare them with.</summary>
    private static int Missing(Way expected, int from, int to, StringBuilder text)
    {
        var count = 0;
        for (var i = from + 1; i <= to; i++)
        {
            var wanted = expected.Times[i] - expected.Times[i - 1];
            if (wanted > Least)
            {
                count++;
                text.Append(CultureInfo.InvariantCulture, $"gap missing, instead of {wanted:0.00} s before {expected.Name} {expected.States[i]}\n");
            }
        }

        return count;
    }
}
