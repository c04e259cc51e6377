using static System.FormattableString;

namespace Kubespy.Core.Timelines.Invariants;

/// <summary>
/// No endpoint says ready while its Pod is not. The endpoint slice controller follows the Pod a moment later, and the watches of both are not ordered among
/// each other: what is shorter than <see cref="Grace"/> is measured, and no violation.
/// </summary>
internal static class UnreadyTrafficInvariant
{
    private const string Name = "no-traffic-unready";

    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    public static InvariantResult Judge(Timeline timeline)
    {
        if (SliceWatch.Missing(timeline, Name) is { } missing)
        {
            return missing;
        }

        var pods = timeline.Histories.ToDictionary(p => p.Uid, StringComparer.Ordinal);
        var all = timeline.Services
            .SelectMany(s => s.Traffic.Where(t => pods.ContainsKey(t.PodUid)).SelectMany(t => Unready(pods[t.PodUid], t, timeline.To).Select(u => (Service: s, u.From, u.To, Pod: pods[t.PodUid].Name, u.Word))))
            .ToArray();
        var longest = all.Select(u => (u.To ?? timeline.To) - u.From).DefaultIfEmpty(TimeSpan.Zero).Max();
        var breaches = all.Where(u => (u.To ?? timeline.To) - u.From >= Grace).Select(u => new Breach(
            u.From,
            u.To,
            Invariant($"{u.Service.Name} sent traffic to {u.Pod} for {Spoken.Seconds((u.To ?? timeline.To) - u.From)} while it was {u.Word}"),
            [u.Pod],
            $"its endpoint said ready, its Pod did not{(u.Service.PublishesNotReady ? "; the Service wants that: publishNotReadyAddresses" : "")}")).ToArray();
        var result = InvariantResult.Of(
            Name,
            breaches,
            all.Length == 0 ? "each endpoint was ready only while its Pod was" : Invariant($"endpoints followed their Pods within {Spoken.Seconds(longest)}"),
            () => Invariant($"{breaches.Select(b => b.Pods[0]).Distinct(StringComparer.Ordinal).Count()} Pods that were not Ready got traffic, for at most {Spoken.Seconds(longest)}"));
        return result with { IsPromised = timeline.Services.Any(s => !s.PublishesNotReady) };
    }

    /// <summary>When a Pod's endpoint was ready and the Pod was not, or had ended, or was gone. One that is being deleted and still Ready may take what is under way.</summary>
    private static IEnumerable<(DateTimeOffset From, DateTimeOffset? To, string Word)> Unready(PodHistory pod, TrafficSpan traffic, DateTimeOffset end)
    {
        var moments = pod.Moments;
        (DateTimeOffset From, string Word)? since = null;
        for (var i = 0; i < moments.Count; i++)
        {
            var isReady = moments[i].IsReady && moments[i].Phase != PodPhase.Ended;
            if (!isReady && since is null)
            {
                since = (Later(moments[i].Time, traffic.From), PhaseDuration.NameOf(moments[i].Phase));
            }
            else if (isReady && since is { } open)
            {
                if (Cut(open.From, moments[i].Time) is { } span)
                {
                    yield return (span.From, span.To, open.Word);
                }

                since = null;
            }
        }

        var gone = since ?? (pod.End is { } ended ? (Later(ended, traffic.From), "gone") : null);
        if (gone is { } last && Cut(last.From, null) is { } rest)
        {
            yield return (rest.From, rest.To, last.Word);
        }

        (DateTimeOffset From, DateTimeOffset? To)? Cut(DateTimeOffset from, DateTimeOffset? to)
        {
            var until = traffic.To is { } stop && (to is null || stop < to) ? stop : to;
            return from < (until ?? end) ? (from, until) : null;
        }
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
