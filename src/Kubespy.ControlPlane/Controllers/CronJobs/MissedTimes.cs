using Kubespy.ControlPlane.Api.Cron;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.CronJobs;

/// <summary>
/// When a CronJob was due last and has not run since (mostRecentScheduleTime in pkg/controller/cronjob/utils.go). Pure.
/// </summary>
/// <param name="Earliest">Since when it is judged: its last run, or its creation.</param>
/// <param name="MostRecent">When it was due last; null where it was not.</param>
/// <param name="Count">About how often it was due.</param>
internal sealed record MissedTimes(DateTimeOffset Earliest, DateTimeOffset? MostRecent, long Count)
{
    /// <summary>So many are told, as a clock may be wrong.</summary>
    public const int Many = 100;

    /// <summary>So that a clock that is a little behind does not come too early.</summary>
    private static readonly TimeSpan Padding = TimeSpan.FromMilliseconds(100);

    /// <exception cref="FormatException">The schedule is never due.</exception>
    public static MissedTimes Of(KubeObject cronJob, CronSchedule schedule, DateTimeOffset now, bool heedsDeadline)
    {
        var earliest = Timestamp.Parse(cronJob.Status.StringAt("lastScheduleTime")) ?? cronJob.CreationTimestamp ?? now;
        if (heedsDeadline && cronJob.Root.Int64At("spec", "startingDeadlineSeconds") is { } seconds && now.AddSeconds(-seconds) is var limit && limit > earliest)
        {
            earliest = limit;
        }

        var first = schedule.Next(earliest);
        var second = first is { } f ? schedule.Next(f) : null;
        if (first is null || second is null)
        {
            throw new FormatException("time difference between two schedules is less than 1 second");
        }

        if (now < first)
        {
            return new MissedTimes(earliest, null, 0);
        }

        if (now < second)
        {
            return new MissedTimes(earliest, first, 0);
        }

        var between = (long)Math.Round((second - first).Value.TotalSeconds);
        var count = ((long)(now - first.Value).TotalSeconds / between) + 1;
        // One step back, since not every schedule is regular.
        DateTimeOffset? last = null;
        for (var next = schedule.Next(first.Value.AddSeconds((count - 2) * between)); next is { } due && due <= now; next = schedule.Next(due))
        {
            last = due;
        }

        return new MissedTimes(earliest, last, count);
    }

    /// <summary>How long until it is due next.</summary>
    public static TimeSpan UntilNext(KubeObject cronJob, CronSchedule schedule, DateTimeOffset now)
    {
        DateTimeOffset from;
        try
        {
            var missed = Of(cronJob, schedule, now, heedsDeadline: false);
            from = missed.MostRecent ?? (missed.Count == 0 ? missed.Earliest : now);
        }
        catch (FormatException)
        {
            from = now;
        }

        return (schedule.Next(from) ?? now.AddYears(1)) + Padding - now;
    }
}
