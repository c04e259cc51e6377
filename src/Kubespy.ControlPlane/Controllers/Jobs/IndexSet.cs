using System.Globalization;
using System.Text;

namespace Kubespy.ControlPlane.Controllers.Jobs;

/// <summary>Completion indexes as a Job's status writes them, <c>0,2-5</c> (orderedIntervals in pkg/controller/job/indexed_job_utils.go). Immutable.</summary>
public sealed class IndexSet
{
    public static readonly IndexSet Empty = new([]);

    private readonly (int First, int Last)[] _intervals;

    private IndexSet((int First, int Last)[] intervals) => _intervals = intervals;

    public int Count => _intervals.Sum(i => i.Last - i.First + 1);

    public static IndexSet Of(IEnumerable<int> indexes) => Merged(indexes.Select(i => (i, i)));

    /// <summary>Those below the number of completions; what is no interval is passed by.</summary>
    public static IndexSet Parse(string text, int completions)
    {
        var read = new List<(int First, int Last)>();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var limits = part.Split('-');
            if (!IsNumber(limits[0], out var first) || first >= completions)
            {
                continue;
            }

            var last = first;
            if (limits.Length == 1 || IsNumber(limits[1], out last))
            {
                read.Add((first, Math.Min(last, completions - 1)));
            }
        }

        return Merged(read);
    }

    public bool Contains(int index) => Array.Exists(_intervals, i => i.First <= index && index <= i.Last);

    public IndexSet Union(IndexSet other) => Merged(_intervals.Concat(other._intervals));

    public int CountIn(IndexSet other) => _intervals.Sum(a => other._intervals.Sum(b => Math.Max(0, Math.Min(a.Last, b.Last) - Math.Max(a.First, b.First) + 1)));

    /// <summary>The lowest indexes that are not among these, so many at most.</summary>
    public IReadOnlyList<int> FirstMissing(int count, int completions)
    {
        var missing = new List<int>();
        var candidate = 0;
        foreach (var (first, last) in _intervals.Append((completions, completions)))
        {
            for (; candidate < Math.Min(first, completions) && missing.Count < count; candidate++)
            {
                missing.Add(candidate);
            }

            candidate = Math.Max(candidate, last + 1);
        }

        return missing;
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (first, last) in _intervals)
        {
            text.Append(text.Length == 0 ? "" : ",").Append(first.ToString(CultureInfo.InvariantCulture));
            if (last > first)
            {
                text.Append(last == first + 1 ? ',' : '-').Append(last.ToString(CultureInfo.InvariantCulture));
            }
        }

        return text.ToString();
    }

    private static IndexSet Merged(IEnumerable<(int First, int Last)> intervals)
    {
        var merged = new List<(int First, int Last)>();
        foreach (var interval in intervals.Where(i => i.Last >= i.First).OrderBy(i => i.First))
        {
            if (merged.Count > 0 && interval.First <= merged[^1].Last + 1)
            {
                merged[^1] = (merged[^1].First, Math.Max(merged[^1].Last, interval.Last));
            }
            else
            {
                merged.Add(interval);
            }
        }

        return merged.Count == 0 ? Empty : new IndexSet([.. merged]);
    }

    private static bool IsNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
