using System.Globalization;
using Kubespy.Core.Objects;

namespace Kubespy.Core.Tracing;

/// <summary>
/// What was completed, how long it took (exact where its beginning was seen, else to the second), whether the whole of it was seen,
/// the fewest available meanwhile, and how many are now.
/// </summary>
internal sealed record RolloutDone(RolloutKind Kind, TimeSpan? Time, bool IsExact, bool IsWhole, long Lowest, long Available)
{
    /// <summary><c> in 9.0s</c>; empty where its end was not seen in time.</summary>
    public string Took => Time switch
    {
        null => "",
        { } time when time < TimeSpan.FromSeconds(0.05) => " at once",
        { } time when IsExact && time < TimeSpan.FromSeconds(100) => string.Create(CultureInfo.InvariantCulture, $" in {time.TotalSeconds:0.0}s"),
        { } time => $" in {HumanDuration.Format(time)}",
    };

    /// <summary>Of a rollout that was seen from its beginning: before it, all were there to be lost.</summary>
    public long? LowestWorthTelling => Kind == RolloutKind.Rollout && IsWhole ? Lowest : null;

    /// <summary><c>complete in 9.0s, available >= 3/3, 2 still terminating</c>.</summary>
    public string Message(long terminating) => string.Create(
        CultureInfo.InvariantCulture,
        $"complete{Took}, available {(LowestWorthTelling is { } lowest ? $">= {lowest}" : $"{Available}")}/{Available}{(terminating > 0 ? $", {terminating} still terminating" : "")}");
}
