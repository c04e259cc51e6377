namespace Kubespy.Core.Timelines.Invariants;

/// <summary>
/// The stretches in which a strategy's promise can be judged: within a rollout, under one spec. What a change of replicas or of the strategy asks for has
/// to be reached first: until then it is not broken, but not there yet. Pure.
/// </summary>
internal static class RolloutWatch
{
    /// <summary>From when to when a bound is promised, and what it is.</summary>
    public static IEnumerable<(DateTimeOffset From, DateTimeOffset To, long Bound)> Stretches(Timeline timeline, Func<DesiredStep, long?> bound)
    {
        foreach (var rollout in timeline.Rollouts)
        {
            var end = rollout.To ?? timeline.To;
            for (var i = 0; i < timeline.Desired.Count; i++)
            {
                var step = timeline.Desired[i];
                var next = i + 1 < timeline.Desired.Count ? timeline.Desired[i + 1].Time : timeline.To;
                var (from, to) = (Later(step.Time, rollout.From), next < end ? next : end);
                if (bound(step) is { } promised && from < to)
                {
                    yield return (from, to, promised);
                }
            }
        }
    }

    /// <summary>Of a stretch, what comes once the curve was on the right side of the bound; null where it never was.</summary>
    public static (DateTimeOffset From, DateTimeOffset To, long Bound)? Reached(StepCurve curve, (DateTimeOffset From, DateTimeOffset To, long Bound) stretch, bool isFloor)
    {
        foreach (var (from, to, value) in curve.Between(stretch.From, stretch.To))
        {
            if (!IsWrong(value, stretch.Bound, isFloor) && from < to)
            {
                return stretch with { From = from };
            }
        }

        return null;
    }

    /// <summary>Where the curve is on the wrong side of a bound: each stretch with the value that is farthest off.</summary>
    public static IEnumerable<(DateTimeOffset From, DateTimeOffset? To, long Worst)> Breaches(
        StepCurve curve, (DateTimeOffset From, DateTimeOffset To, long Bound) stretch, bool isFloor, DateTimeOffset end)
    {
        DateTimeOffset? since = null;
        var worst = 0L;
        foreach (var (from, to, value) in curve.Between(stretch.From, stretch.To))
        {
            if (IsWrong(value, stretch.Bound, isFloor))
            {
                if (from < to)
                {
                    worst = since is null ? value : isFloor ? Math.Min(worst, value) : Math.Max(worst, value);
                    since ??= from;
                }
            }
            else if (since is { } began)
            {
                yield return (began, from, worst);
                since = null;
            }
        }

        if (since is { } open)
        {
            yield return (open, stretch.To < end ? stretch.To : null, worst);
        }
    }

    private static bool IsWrong(long value, long bound, bool isFloor) => isFloor ? value < bound : value > bound;

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
