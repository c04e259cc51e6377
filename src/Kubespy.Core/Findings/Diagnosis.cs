using Kubespy.Core.Findings.Causes;

namespace Kubespy.Core.Findings;

/// <summary>All causes, asked in turn.</summary>
public static class Diagnosis
{
    /// <summary>In the order in which they are told where several are found: what is nearest to the root first.</summary>
    public static readonly IReadOnlyList<ICause> Causes =
    [
        new PodsCannotBeCreated(),
        new ImageCannotBePulled(),
        new CrashLoop(),
    ];

    /// <summary>What is wrong: first what no waiting ends; each cause once, with all whom it hits.</summary>
    public static IReadOnlyList<Finding> Of(Situation situation) =>
    [
        .. Causes.SelectMany(c => c.Find(situation))
            .GroupBy(f => (f.Cause, f.Summary))
            .Select(Merge)
            .OrderByDescending(f => f.IsFinal),
    ];

    private static Finding Merge(IGrouping<(string Cause, string Summary), Finding> same)
    {
        var first = same.First();
        return same.Skip(1).Any()
            ? first with { Subjects = [.. same.SelectMany(f => f.Subjects).Distinct(StringComparer.Ordinal)], IsFinal = same.Any(f => f.IsFinal) }
            : first;
    }
}
