using static System.FormattableString;

namespace Kubespy.Core.Timelines.Invariants;

/// <summary>A rollout never takes the available Pods below replicas - maxUnavailable, as its strategy promises.</summary>
internal static class FloorInvariant
{
    private const string Name = "floor";

    public static InvariantResult Judge(Timeline timeline)
    {
        if (timeline.Kind != "Deployment")
        {
            return new InvariantResult(Name, InvariantState.NotJudged, $"the strategy of a {timeline.Kind} promises no floor");
        }

        var available = timeline.Curves.Available;
        var promised = RolloutWatch.Stretches(timeline, d => d.Floor).ToArray();
        var stretches = promised.Select(s => RolloutWatch.Reached(available, s, isFloor: true)).OfType<(DateTimeOffset From, DateTimeOffset To, long Bound)>().ToArray();
        if (stretches.Length == 0)
        {
            return promised.Length == 0
                ? new InvariantResult(Name, InvariantState.Held, "no rollout was seen, so nothing was promised")
                : new InvariantResult(Name, InvariantState.NotJudged, Invariant($"there were never as many available as the floor, {Range(promised)}, so that none could be lost"));
        }

        var breaches = stretches.SelectMany(s => RolloutWatch.Breaches(available, s, isFloor: true, timeline.To).Select(b => Breach(timeline, s.Bound, b))).ToArray();
        var lowest = stretches.SelectMany(s => available.Between(s.From, s.To)).Where(b => b.From < b.To).Select(b => b.Value).DefaultIfEmpty(0).Min();
        return InvariantResult.Of(
            Name,
            breaches,
            stretches.All(s => s.Bound <= 0) ? "the strategy allows that none is available" : Invariant($"never fewer than {lowest} available, the floor was {Range(stretches)}{Late(promised, stretches)}"),
            () => Invariant($"{lowest} available where the floor was {Range(stretches)}: {Spoken.Times(breaches.Length)}, {Spoken.Seconds(Spoken.Total(breaches, timeline.To))} in all"));
    }

    /// <summary>A rollout that began below the floor, because Pods had failed before, is judged from when there were enough.</summary>
    private static string Late(
        IReadOnlyCollection<(DateTimeOffset From, DateTimeOffset To, long Bound)> promised, IReadOnlyCollection<(DateTimeOffset From, DateTimeOffset To, long Bound)> stretches) =>
        promised.Any(p => !stretches.Any(s => s.To == p.To && s.From == p.From)) ? "; where a rollout began with fewer, from when there were as many" : "";

    private static Breach Breach(Timeline timeline, long floor, (DateTimeOffset From, DateTimeOffset? To, long Worst) breach)
    {
        var minReady = TimeSpan.FromSeconds(timeline.Desired.Max(d => d.MinReadySeconds));
        var lost = timeline.Histories
            .SelectMany(p => CurveCalculator.Available(p, timeline.CountedOwners, minReady).Select(a => (p.Name, a.To, a.Next)))
            .Where(a => a.To >= breach.From && (breach.To is null || a.To < breach.To))
            .OrderBy(a => a.To)
            .ToArray();
        var why = lost.Take(3).Select(a => $"{a.Name} was {(a.Next is { } next ? Word(next) : "gone")}");
        return new Breach(
            breach.From,
            breach.To,
            Invariant($"{breach.Worst} available, the floor is {floor}"),
            [.. lost.Select(a => a.Name).Distinct(StringComparer.Ordinal).Take(Invariants.Breach.MostPods)],
            $"Pods: {string.Join(", ", why)}{(lost.Length > 3 ? Invariant($" and {lost.Length - 3} more") : "")}");
    }

    private static string Word(PodMoment moment) => moment.Reason.Length > 0 ? moment.Reason : PhaseDuration.NameOf(moment.Phase);

    internal static string Range(IReadOnlyList<(DateTimeOffset From, DateTimeOffset To, long Bound)> stretches)
    {
        var (least, most) = (stretches.Min(s => s.Bound), stretches.Max(s => s.Bound));
        return least == most ? Spoken.Number(least) : Invariant($"{least} to {most}");
    }
}
