using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Controllers.Jobs;

/// <summary>How often Pods of a Job failed since one succeeded, and when the last did: the next waits (pkg/controller/job/backoff_utils.go).</summary>
/// <param name="Failures">Since the last success.</param>
/// <param name="LastFailure">Null where there is none.</param>
internal sealed record JobBackoff(int Failures, DateTimeOffset? LastFailure)
{
    public static readonly JobBackoff None = new(0, null);

    private static readonly TimeSpan First = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>With the Pods that have ended since.</summary>
    public JobBackoff With(IReadOnlyList<KubeObject> succeeded, IReadOnlyList<KubeObject> failed)
    {
        var failures = failed.Select(JobPod.FinishedAt).ToArray();
        if (succeeded.Count == 0)
        {
            return failures.Length == 0 ? this : new JobBackoff(Failures + failures.Length, failures.Max());
        }

        var success = succeeded.Max(JobPod.FinishedAt);
        var after = failures.Where(f => f > success).ToArray();
        return after.Length == 0 ? None : new JobBackoff(after.Length, after.Max());
    }

    /// <summary>How long no Pod is to be created.</summary>
    public TimeSpan Remaining(DateTimeOffset now) => LastFailure is { } last ? Remaining(Failures, last, now) : TimeSpan.Zero;

    /// <summary>How long after so many failures, of which the last was then.</summary>
    public static TimeSpan Remaining(int failures, DateTimeOffset last, DateTimeOffset now)
    {
        if (failures == 0)
        {
            return TimeSpan.Zero;
        }

        var delay = TimeSpan.FromTicks(Math.Min(Longest.Ticks, First.Ticks << Math.Min(failures - 1, 20)));
        var left = delay - (now - last);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
