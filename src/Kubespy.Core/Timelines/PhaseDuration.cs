namespace Kubespy.Core.Timelines;

/// <summary>How long Pods were in a phase, of those whose begin and end were both seen: nearest ranks.</summary>
/// <param name="Name">The phase, or <c>time to Ready</c>: from creation to Ready for the first time.</param>
/// <param name="Count">How many were measured.</param>
/// <param name="Open">How many more went on at the end, or had begun before.</param>
/// <param name="P50">The median.</param>
/// <param name="P95">The 95th percentile.</param>
/// <param name="Max">The longest.</param>
/// <param name="Longest">The Pod that took the longest.</param>
public sealed record PhaseDuration(string Name, int Count, int Open, TimeSpan P50, TimeSpan P95, TimeSpan Max, string Longest)
{
    private static readonly PodPhase[] Measured = [PodPhase.Pending, PodPhase.Scheduled, PodPhase.Pulling, PodPhase.Starting, PodPhase.NotReady, PodPhase.Failing, PodPhase.Terminating];

    /// <summary>Of all Pods, in the order of a Pod's way; phases that none was in are left out.</summary>
    public static IReadOnlyList<PhaseDuration> Of(IEnumerable<PodLane> pods)
    {
        var all = pods.ToArray();
        var durations = Measured.Select(phase => Of(NameOf(phase), [.. all.SelectMany(p => p.Spans.Where(s => s.Phase == phase).Select(s => (p.Name, s.Duration)))])).ToList();
        durations.Add(Of("time to Ready", [.. all.Where(p => !p.StartsBefore).Select(p => (p.Name, p.TimeToReady))]));
        return [.. durations.OfType<PhaseDuration>()];
    }

    /// <summary>The phase as tables name it.</summary>
    public static string NameOf(PodPhase phase) => phase switch
    {
        PodPhase.NotReady => "not ready",
        _ => phase.ToString().ToLowerInvariant(),
    };

    private static PhaseDuration? Of(string name, IReadOnlyList<(string Pod, TimeSpan? Took)> all)
    {
        var sorted = all.Where(d => d.Took is not null).OrderBy(d => d.Took).ToArray();
        return all.Count == 0 ? null
            : sorted.Length == 0 ? new PhaseDuration(name, 0, all.Count, default, default, default, "")
            : new PhaseDuration(name, sorted.Length, all.Count - sorted.Length, Rank(sorted, 50), Rank(sorted, 95), sorted[^1].Took!.Value, sorted[^1].Pod);
    }

    private static TimeSpan Rank((string Pod, TimeSpan? Took)[] sorted, int percent) =>
        sorted[Math.Max(0, ((sorted.Length * percent) + 99) / 100 - 1)].Took!.Value;
}
