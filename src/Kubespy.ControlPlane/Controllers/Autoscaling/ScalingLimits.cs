using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Autoscaling;

/// <summary>
/// What an autoscaler remembers, and how it keeps what is proposed within its behavior: windows over which the calmest proposal counts, rates, minimum
/// and maximum (normalizeDesiredReplicas and what it calls in pkg/controller/podautoscaler/horizontal.go, KEP-853).
/// </summary>
internal sealed class ScalingLimits
{
    private const long UpFactor = 2;
    private const long UpAtLeast = 4;

    /// <summary>--horizontal-pod-autoscaler-downscale-stabilization</summary>
    private static readonly TimeSpan DownWindow = TimeSpan.FromMinutes(5);

    /// <summary>The longest window and the longest period that a behavior may have (one hour, half an hour).</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private readonly List<(DateTimeOffset Time, long Replicas)> _proposals = [];
    private readonly List<(DateTimeOffset Time, long Change)> _ups = [];
    private readonly List<(DateTimeOffset Time, long Change)> _downs = [];

    /// <summary>What is wanted when the autoscaler is seen first is what is there.</summary>
    public void Begin(long current, DateTimeOffset now)
    {
        if (_proposals.Count == 0)
        {
            _proposals.Add((now, current));
        }
    }

    /// <summary>How many replicas there shall be, and the conditions AbleToScale and ScalingLimited that say why.</summary>
    public (long Replicas, ScalingVerdict Able, ScalingVerdict Limited) Apply(KubeObject autoscaler, long current, long proposed, DateTimeOffset now)
    {
        var behavior = autoscaler.Root.At("spec", "behavior");
        var (min, max) = (autoscaler.Root.Int64At("spec", "minReplicas") ?? 1, autoscaler.Root.Int64At("spec", "maxReplicas") ?? 1);
        Forget(now);
        var (calm, why) = behavior is null ? Calm(proposed, now) : Calm(behavior, current, proposed, now);
        _proposals.Add((now, proposed));
        var able = calm == proposed
            ? new ScalingVerdict(true, "ReadyForNewScale", "recommended size matches current size")
            : why;
        var (replicas, limit) = behavior is null ? Bounded(current, calm, min, max) : Bounded(behavior, current, calm, min, max, now);
        return (replicas, able, limit with { IsTrue = replicas != calm });
    }

    /// <summary>A change of scale counts against the rates of the behavior.</summary>
    public void Note(long before, long after, DateTimeOffset now) => (after > before ? _ups : _downs).Add((now, Math.Abs(after - before)));

    private void Forget(DateTimeOffset now)
    {
        _proposals.RemoveAll(p => p.Time < now - Longest);
        _ups.RemoveAll(c => c.Time < now - Longest);
        _downs.RemoveAll(c => c.Time < now - Longest);
    }

    private (long, ScalingVerdict) Calm(long proposed, DateTimeOffset now) =>
        (_proposals.Where(p => p.Time >= now - DownWindow).Select(p => p.Replicas).Append(proposed).Max(), DownStabilized);

    private (long, ScalingVerdict) Calm(Value behavior, long current, long proposed, DateTimeOffset now)
    {
        var upWindow = TimeSpan.FromSeconds(behavior.Int64At("scaleUp", "stabilizationWindowSeconds") ?? 0);
        var downWindow = behavior.Int64At("scaleDown", "stabilizationWindowSeconds") is { } given ? TimeSpan.FromSeconds(given) : DownWindow;
        var up = Within(upWindow).Min();
        var down = Within(downWindow).Max();
        return (Math.Min(Math.Max(current, up), down), proposed >= current ? UpStabilized : DownStabilized);

        IEnumerable<long> Within(TimeSpan window) => _proposals.Where(p => p.Time > now - window).Select(p => p.Replicas).Append(proposed);
    }

    private static ScalingVerdict DownStabilized =>
        new(true, "ScaleDownStabilized", "recent recommendations were higher than current one, applying the highest recent recommendation");

    private static ScalingVerdict UpStabilized =>
        new(true, "ScaleUpStabilized", "recent recommendations were lower than current one, applying the lowest recent recommendation");

    private static (long, ScalingVerdict) Bounded(long current, long desired, long min, long max)
    {
        var limit = Math.Max(UpFactor * current, UpAtLeast);
        return desired < min ? (min, TooFew)
            : desired > Math.Min(max, limit) ? (Math.Min(max, limit), max > limit ? TooFast("increasing", "ScaleUpLimit") : TooMany)
            : (desired, Within);
    }

    private (long, ScalingVerdict) Bounded(Value behavior, long current, long desired, long min, long max, DateTimeOffset now)
    {
        if (desired > current)
        {
            var limit = Math.Max(current, Rate(behavior.MapAt("scaleUp"), current, isUp: true, now));
            return desired > Math.Min(max, limit) ? (Math.Min(max, limit), max > limit ? TooFast("increasing", "ScaleUpLimit") : TooMany) : (desired, Within);
        }

        if (desired < current)
        {
            var limit = Math.Min(current, Rate(behavior.MapAt("scaleDown"), current, isUp: false, now));
            return desired < Math.Max(min, limit) ? (Math.Max(min, limit), min < limit ? TooFast("decreasing", "ScaleDownLimit") : TooFew) : (desired, Within);
        }

        return (desired, Within);
    }

    /// <summary>How far the policies let it go in this direction.</summary>
    private long Rate(MapValue? rules, long current, bool isUp, DateTimeOffset now)
    {
        var select = rules.StringAt("selectPolicy") ?? "Max";
        if (select == "Disabled")
        {
            return current;
        }

        var proposals = rules.ListAt("policies").Select(policy =>
        {
            var period = TimeSpan.FromSeconds(policy.Int64At("periodSeconds") ?? 0);
            var value = policy.Int64At("value") ?? 0;
            var start = current - ChangeIn(_ups) + ChangeIn(_downs);
            return (policy.StringAt("type"), isUp) switch
            {
                ("Pods", true) => start + value,
                ("Pods", false) => start - value,
                // Rounded up, or one replica would never become two.
                (_, true) => (long)Math.Ceiling(start * (1 + (value / 100.0))),
                (_, false) => (long)(start * (1 - (value / 100.0))),
            };

            long ChangeIn(List<(DateTimeOffset Time, long Change)> changes) => changes.Where(c => c.Time > now - period).Sum(c => c.Change);
        }).ToArray();
        return proposals.Length == 0 ? current : (select == "Min") == isUp ? proposals.Min() : proposals.Max();
    }

    private static ScalingVerdict Within => new(false, "DesiredWithinRange", "the desired count is within the acceptable range");

    private static ScalingVerdict TooMany => new(true, "TooManyReplicas", "the desired replica count is more than the maximum replica count");

    private static ScalingVerdict TooFew => new(true, "TooFewReplicas", "the desired replica count is less than the minimum replica count");

    private static ScalingVerdict TooFast(string direction, string reason) =>
        new(true, reason, $"the desired replica count is {direction} faster than the maximum scale rate");
}
