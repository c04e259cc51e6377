using static System.FormattableString;

namespace Kubespy.Core.Timelines.Invariants;

/// <summary>Pods of two revisions do not serve at once. A rolling update means them to; how long is what its readers want to know.</summary>
internal static class RevisionOverlapInvariant
{
    private const string Name = "one-revision";

    public static InvariantResult Judge(Timeline timeline)
    {
        var isRecreate = timeline.Desired.Count > 0 && timeline.Desired.All(d => d.IsRecreate);
        var changes = timeline.Histories.SelectMany(p => Changes(p, timeline.CountedOwners)).OrderBy(c => c.Time).ToArray();
        var serving = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var breaches = new List<Breach>();
        DateTimeOffset? since = null;
        for (var i = 0; i < changes.Length; i++)
        {
            var (time, revision, delta) = changes[i];
            serving[revision] = serving.GetValueOrDefault(revision) + delta;
            if (i + 1 < changes.Length && changes[i + 1].Time == time)
            {
                continue;
            }

            var isOverlap = serving.Values.Count(v => v > 0) > 1;
            if (isOverlap && since is null)
            {
                since = time;
            }
            else if (!isOverlap && since is { } from)
            {
                breaches.Add(Breach(timeline, from, time));
                since = null;
            }
        }

        if (since is { } open)
        {
            breaches.Add(Breach(timeline, open, null));
        }

        var result = InvariantResult.Of(
            Name,
            breaches,
            "never did Pods of two revisions serve at once",
            () => Invariant($"two revisions served at the same time, {Spoken.Times(breaches.Count)}, for {Spoken.Seconds(Spoken.Total(breaches, timeline.To))} in all"));
        return result with { IsPromised = isRecreate };
    }

    private static Breach Breach(Timeline timeline, DateTimeOffset from, DateTimeOffset? to)
    {
        var pods = timeline.Histories.Where(p => p.Moments.Any(m => m.Serves && m.Time <= from) && p.At(from) is { Serves: true } at && (timeline.CountedOwners?.Contains(at.OwnerUid) ?? true)).ToArray();
        return new Breach(
            from,
            to,
            Invariant($"two revisions served for {Spoken.Seconds((to ?? timeline.To) - from)}"),
            [.. pods.Select(p => p.Name).Take(Invariants.Breach.MostPods)],
            $"Pods that were Ready when it began, of {string.Join(" and ", pods.Select(p => p.Revision).Distinct(StringComparer.Ordinal).Take(3))}");
    }

    private static IEnumerable<(DateTimeOffset Time, string Revision, int Delta)> Changes(PodHistory pod, IReadOnlySet<string>? owners)
    {
        var served = false;
        foreach (var moment in pod.Moments)
        {
            var serves = moment.Serves && (owners?.Contains(moment.OwnerUid) ?? true) && pod.Revision.Length > 0;
            if (serves != served)
            {
                yield return (moment.Time, pod.Revision, serves ? 1 : -1);
                served = serves;
            }
        }

        if (served && pod.End is { } end)
        {
            yield return (end, pod.Revision, -1);
        }
    }
}
