using System.Globalization;
using Kubespy.Core.Tracing;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Recordings.Playing;

/// <summary>A recording at a glance, from one reading of all of it: what happened where, and how much was available over time.</summary>
internal sealed record ReplayMap(DateTimeOffset Begin, DateTimeOffset End, IReadOnlyList<ReplayMark> Marks, IReadOnlyList<ReplaySample> Samples)
{
    /// <summary>No screen is wider.</summary>
    private const int MostSamples = 240;

    public static ReplayMap Of(IReadOnlyList<SourceEvent> events, ITracer tracer)
    {
        if (events.Count == 0)
        {
            return new ReplayMap(default, default, [], []);
        }

        // What existed before was told at once, and may carry an earlier time.
        var begin = (events.FirstOrDefault(e => e is not SourceEvent.ObjectChanged { IsInitial: true }) ?? events[0]).Time;
        var end = events.Max(e => e.Time);
        var step = Math.Max(1, (end - begin).Ticks / MostSamples);
        var (marks, samples) = (new List<ReplayMark>(), new List<ReplaySample>());
        var due = begin.Ticks + step;
        Trace? last = null;
        for (var i = 0; i < events.Count; i++)
        {
            if (events[i].Time.Ticks > due)
            {
                last = tracer.Trace(new DateTimeOffset(due, TimeSpan.Zero));
                for (; due < events[i].Time.Ticks; due += step)
                {
                    samples.Add(Sample(due, last));
                }
            }

            tracer.Apply(events[i]);
            last ??= tracer.Trace(events[i].Time);
            var root = $"{last.ShortKind}/{last.Name}";
            marks.AddRange(tracer.TakeLines().Select(l => new ReplayMark(i + 1, events[i].Time, $"{l.Subject} {l.Plain} {l.Log}", l.Subject == root, l.IsWarning)));
        }

        samples.Add(Sample(end.Ticks, tracer.Trace(end)));
        return new ReplayMap(begin, end, marks, samples);
    }

    /// <summary>How things stood then.</summary>
    public ReplaySample At(DateTimeOffset time)
    {
        var (low, high) = (0, Samples.Count - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = Samples[middle].Time < time ? (middle + 1, high) : (low, middle);
        }

        return Samples.Count == 0 ? default : Samples[low];
    }

    private static ReplaySample Sample(long ticks, Trace trace)
    {
        var (available, wanted) = trace is DeploymentTrace deployment ? (deployment.Available, deployment.Replicas) : Fraction(trace.Counts);
        return new ReplaySample(new DateTimeOffset(ticks, TimeSpan.Zero), available, wanted, trace.Verdict);
    }

    /// <summary>The first <c>2/3</c> of what a trace counts; of others than Deployments nothing else has all.</summary>
    private static (long, long) Fraction(string counts)
    {
        foreach (var word in counts.Split(' ', ','))
        {
            if (word.Split('/') is [var some, var all] && long.TryParse(some, NumberStyles.None, CultureInfo.InvariantCulture, out var part)
                && long.TryParse(all, NumberStyles.None, CultureInfo.InvariantCulture, out var whole))
            {
                return (part, whole);
            }
        }

        return default;
    }
}
