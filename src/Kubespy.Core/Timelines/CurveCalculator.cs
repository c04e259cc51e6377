namespace Kubespy.Core.Timelines;

/// <summary>From the states of Pods to how many there were of each kind at each moment. Pure.</summary>
internal static class CurveCalculator
{
    /// <summary>Times of conditions are whole seconds, so a controller may call a Pod available so much earlier than it was seen to be Ready for long enough.</summary>
    private static readonly TimeSpan Grain = TimeSpan.FromSeconds(1);

    /// <param name="pods">The Pods.</param>
    /// <param name="owners">The UIDs of the controllers whose they have to be to count; null counts every one.</param>
    /// <param name="desired">What the workload asked for.</param>
    /// <param name="updated">What its status says of updated Pods.</param>
    /// <param name="asked">What all its ReplicaSets ask for together.</param>
    /// <param name="to">Up to when.</param>
    public static TimelineCurves Calculate(
        IReadOnlyList<PodHistory> pods, IReadOnlySet<string>? owners, IReadOnlyList<DesiredStep> desired, StepCurve updated, StepCurve asked, DateTimeOffset to)
    {
        var minReady = TimeSpan.FromSeconds(desired.Count == 0 ? 0 : desired.Max(d => d.MinReadySeconds));
        var changes = new List<(DateTimeOffset Time, int Order, Counts Delta)>();
        foreach (var pod in pods)
        {
            AddChanges(changes, pod, owners, minReady, to);
        }

        // What takes a Pod away comes after what brings one at the same moment: the curve shows what stood at its end anyway.
        changes.Sort((a, b) => a.Time != b.Time ? a.Time.CompareTo(b.Time) : a.Order.CompareTo(b.Order));
        StepCurveBuilder ready = new(), available = new(), terminating = new(), active = new(), existing = new();
        var sum = default(Counts);
        for (var i = 0; i < changes.Count; i++)
        {
            sum += changes[i].Delta;
            if (i + 1 == changes.Count || changes[i + 1].Time != changes[i].Time)
            {
                ready.Add(changes[i].Time, sum.Ready);
                available.Add(changes[i].Time, sum.Available);
                terminating.Add(changes[i].Time, sum.Terminating);
                active.Add(changes[i].Time, sum.Active);
                existing.Add(changes[i].Time, sum.Active + sum.Terminating);
            }
        }

        return new TimelineCurves(
            Steps(desired, d => d.Replicas), updated, ready.ToCurve(), available.ToCurve(), terminating.ToCurve(), active.ToCurve(), existing.ToCurve(), asked,
            Steps(desired, d => d.Floor), Steps(desired, d => d.Ceiling));
    }

    /// <summary>How many Pods of one controller count for it.</summary>
    public static StepCurve Active(IReadOnlyList<PodHistory> pods, string owner) =>
        Calculate(pods, new HashSet<string>(StringComparer.Ordinal) { owner }, [], StepCurve.Empty, StepCurve.Empty, DateTimeOffset.MaxValue).Active;

    /// <summary>When a Pod became available, and when it no longer was: stretches, each with what ended it; null where it went on.</summary>
    public static IEnumerable<(DateTimeOffset From, DateTimeOffset? To, PodMoment? Next)> Available(PodHistory pod, IReadOnlySet<string>? owners, TimeSpan minReady)
    {
        DateTimeOffset? since = null;
        var moments = pod.Moments;
        for (var i = 0; i < moments.Count; i++)
        {
            var serves = moments[i].Serves && IsOwn(moments[i], owners);
            if (serves && since is null)
            {
                // Who was Ready before the recording began has been so for long enough, as far as anybody knows.
                var wait = i == 0 && pod.StartsBefore ? TimeSpan.Zero : minReady - Grain;
                since = moments[i].Time + (wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
            }
            else if (!serves && since is { } from)
            {
                since = null;
                if (from < moments[i].Time)
                {
                    yield return (from, moments[i].Time, moments[i]);
                }
            }
        }

        if (since is { } last && (pod.End is null || last < pod.End))
        {
            yield return (last, pod.End, null);
        }
    }

    private static void AddChanges(List<(DateTimeOffset Time, int Order, Counts Delta)> changes, PodHistory pod, IReadOnlySet<string>? owners, TimeSpan minReady, DateTimeOffset to)
    {
        var last = default(Counts);
        foreach (var moment in pod.Moments)
        {
            var next = Counts.Of(moment, owners);
            Add(moment.Time, next - last);
            last = next;
        }

        if (pod.End is { } end)
        {
            Add(end, default(Counts) - last);
        }

        foreach (var (from, until, _) in Available(pod, owners, minReady))
        {
            Add(from, new Counts(0, 1, 0, 0));
            if (until is { } lost)
            {
                Add(lost, new Counts(0, -1, 0, 0));
            }
        }

        void Add(DateTimeOffset time, Counts delta)
        {
            if (delta != default && time <= to)
            {
                changes.Add((time, changes.Count, delta));
            }
        }
    }

    private static bool IsOwn(PodMoment moment, IReadOnlySet<string>? owners) => owners is null || owners.Contains(moment.OwnerUid);

    private static StepCurve Steps(IReadOnlyList<DesiredStep> desired, Func<DesiredStep, long?> number)
    {
        var curve = new StepCurveBuilder();
        foreach (var step in desired)
        {
            if (number(step) is { } value)
            {
                curve.Add(step.Time, value);
            }
        }

        return curve.ToCurve();
    }

    private readonly record struct Counts(int Ready, int Available, int Terminating, int Active)
    {
        public static Counts Of(PodMoment moment, IReadOnlySet<string>? owners) => !IsOwn(moment, owners) ? default
            : new Counts(moment.Serves ? 1 : 0, 0, moment.IsTerminating ? 1 : 0, moment.IsActive ? 1 : 0);

        public static Counts operator +(Counts a, Counts b) => new(a.Ready + b.Ready, a.Available + b.Available, a.Terminating + b.Terminating, a.Active + b.Active);

        public static Counts operator -(Counts a, Counts b) => new(a.Ready - b.Ready, a.Available - b.Available, a.Terminating - b.Terminating, a.Active - b.Active);
    }
}
