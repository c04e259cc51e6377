using static System.FormattableString;

namespace Kubespy.Core.Timelines.Invariants;

/// <summary>
/// A rollout never has more Pods than replicas + maxSurge. Kubernetes bounds what the ReplicaSets ask for (deployment/util, NewRSNewReplicas), so that a Pod
/// that is being deleted does not count; with those counted, nobody promises it (KEP-3973).
/// </summary>
internal static class CeilingInvariant
{
    public static InvariantResult Judge(Timeline timeline, bool withTerminating)
    {
        var name = withTerminating ? "ceiling-terminating" : "ceiling";
        if (timeline.Kind != "Deployment")
        {
            return new InvariantResult(name, InvariantState.NotJudged, $"the strategy of a {timeline.Kind} promises no ceiling");
        }

        var curve = withTerminating ? timeline.Curves.Existing : timeline.Curves.Active;
        var stretches = RolloutWatch.Stretches(timeline, d => d.Ceiling)
            .Select(s => RolloutWatch.Reached(curve, s, isFloor: false)).OfType<(DateTimeOffset From, DateTimeOffset To, long Bound)>().ToArray();
        if (stretches.Length == 0)
        {
            return new InvariantResult(name, InvariantState.Held, "no rollout was seen, so nothing was promised") { IsPromised = !withTerminating };
        }

        var breaches = stretches.SelectMany(s => RolloutWatch.Breaches(curve, s, isFloor: false, timeline.To).Select(b => Breach(timeline, s.Bound, b, withTerminating))).ToArray();
        var most = stretches.SelectMany(s => curve.Between(s.From, s.To)).Where(b => b.From < b.To).Select(b => b.Value).DefaultIfEmpty(0).Max();
        var what = withTerminating ? "Pods, those being deleted counted" : "Pods";
        var result = InvariantResult.Of(
            name,
            breaches,
            Invariant($"never more than {most} {what}; the ceiling was {FloorInvariant.Range(stretches)}"),
            () => Invariant($"{most} {what}, where the ceiling was {FloorInvariant.Range(stretches)}: {Spoken.Times(breaches.Length)}, {Spoken.Seconds(Spoken.Total(breaches, timeline.To))} in all"));
        return result with { IsPromised = !withTerminating };
    }

    private static Breach Breach(Timeline timeline, long ceiling, (DateTimeOffset From, DateTimeOffset? To, long Worst) breach, bool withTerminating)
    {
        var pods = timeline.Histories.Where(p => p.At(breach.From) is { } at && (timeline.CountedOwners?.Contains(at.OwnerUid) ?? true) && (withTerminating ? at.IsTerminating : at.IsActive)).ToArray();
        var asked = timeline.Curves.Asked.At(breach.From) ?? 0;
        return new Breach(
            breach.From,
            breach.To,
            Invariant($"{breach.Worst} Pods, the ceiling is {ceiling}"),
            [.. pods.Select(p => p.Name).Take(Invariants.Breach.MostPods)],
            withTerminating ? Invariant($"Pods; {pods.Length} {(pods.Length == 1 ? "was" : "were")} being deleted when it began") : Invariant($"Pods; the ReplicaSets together asked for {asked}"));
    }
}
