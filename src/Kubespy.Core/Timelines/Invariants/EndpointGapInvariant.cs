using static System.FormattableString;

namespace Kubespy.Core.Timelines.Invariants;

/// <summary>A Service that has had a ready endpoint is never without one, unless no Pod is wanted: scaled to zero, or deleted, is no gap.</summary>
internal static class EndpointGapInvariant
{
    private const string Name = "no-endpoint-gap";

    public static InvariantResult Judge(Timeline timeline)
    {
        if (SliceWatch.Missing(timeline, Name) is { } missing)
        {
            return missing;
        }

        var breaches = timeline.Services.SelectMany(s => Gaps(timeline, s)).ToArray();
        var never = timeline.Services.Where(s => s.Ready.Max == 0).Select(s => s.Name).ToArray();
        var names = string.Join(", svc/", timeline.Services.Select(s => s.Name));
        return InvariantResult.Of(
            Name,
            breaches,
            never.Length > 0 ? $"svc/{string.Join(", svc/", never)} never had a ready endpoint" : $"as long as Pods were wanted, svc/{names} had a ready endpoint once it had one",
            () => Invariant($"no endpoint of svc/{string.Join(", ", breaches.Select(b => b.Text.Split(' ')[0]).Distinct(StringComparer.Ordinal))} was ready: {Spoken.Times(breaches.Length)}, {Spoken.Seconds(Spoken.Total(breaches, timeline.To))} in all"));
    }

    private static IEnumerable<Breach> Gaps(Timeline timeline, ServiceTimeline service)
    {
        // What has been rolled out before has served before: a gap that had begun when it was first seen is one, too.
        var hadSome = service.StartsBefore && timeline.HadFormer;
        var steps = service.Ready.Steps;
        for (var i = 0; i < steps.Count; i++)
        {
            var end = i + 1 < steps.Count ? steps[i + 1].Time : service.To;
            var isWanted = (timeline.Curves.Desired.At(steps[i].Time) ?? 1) > 0 && !(timeline.GoingSince <= steps[i].Time);
            if (steps[i].Value == 0 && hadSome && isWanted && end != steps[i].Time && (service.To is null || steps[i].Time < service.To))
            {
                var last = service.Traffic.Where(t => t.To == steps[i].Time).Select(t => t.Name).ToArray();
                yield return new Breach(
                    steps[i].Time,
                    service.To < end ? service.To : end,
                    Invariant($"{service.Name} had no ready endpoint for {Spoken.Seconds((end ?? timeline.To) - steps[i].Time)}"),
                    [.. last.Take(Breach.MostPods)],
                    $"EndpointSlices of {service.Name}; {(i == 0 ? "none was ready when they were first seen" : $"the last ready one was {string.Join(", ", last.Take(3))}")}");
            }

            hadSome |= steps[i].Value > 0;
        }
    }
}
