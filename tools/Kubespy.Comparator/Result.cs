using System.Globalization;

namespace Kubespy.Comparator;

/// <summary>A scenario played on the embedded cluster, once a seed, beside the two recordings of it.</summary>
public sealed record Result(string Scenario, IReadOnlyList<(Comparison Real, Comparison Other)> Plays, double BetweenRecordings)
{
    /// <summary>The lowest of the plays', each with the recording that it is more like: where the two differ, both are real.</summary>
    public double Score => Plays.Min(p => Math.Max(p.Real.Score, p.Other.Score));

    /// <summary>The gaps in the ways of Pods, beside the run with a real kubelet.</summary>
    public Gaps Pods => Gaps.Sum(Plays.Select(p => p.Real.Pods));

    /// <summary>The gaps between the writes of controllers, beside the run with a real kubelet.</summary>
    public Gaps Writes => Gaps.Sum(Plays.Select(p => p.Real.Writes));

    /// <summary>Every line that differs (- recorded, + embedded), of the play that agrees least, and its gaps.</summary>
    public string Difference
    {
        get
        {
            var (real, other) = Plays.MinBy(p => Math.Max(p.Real.Score, p.Other.Score));
            var (near, run) = real.Score >= other.Score ? (real, "a real kubelet") : (other, "a scripted kubelet");
            return $"beside the run with {run}: {string.Join(", ", near.Scores.Select(s => $"{s.Key} {Text(s.Value)}"))}\n{near.Difference}{real.Pods.Difference}{real.Writes.Difference}";
        }
    }

    public static Result Of(string scenario, IEnumerable<IReadOnlyList<RecordedEvent>> plays)
    {
        var (real, other) = (Story.Of(Recording.Load("real", scenario)), Story.Of(Recording.Load("fake", scenario)));
        var stories = plays.Select(Story.Of);
        return new Result(scenario, [.. stories.Select(s => (Comparison.Of(real, s), Comparison.Of(other, s)))], Comparison.Of(real, other).Score);
    }

    public static string Text(double? share) => share?.ToString("0.00", CultureInfo.InvariantCulture) ?? "n/a";

    /// <summary>The row of docs/fidelity.md, without the reason.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"| {Scenario} | {Score:0.000} | {Pods} | {Writes} | {BetweenRecordings:0.00} |");
}
