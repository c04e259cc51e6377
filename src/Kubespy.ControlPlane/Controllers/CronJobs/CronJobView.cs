using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.CronJobs;

/// <summary>The spec of a CronJob, read once a revision. Pure.</summary>
internal sealed class CronJobView
{
    private CronJobView(KubeObject cronJob)
    {
        var spec = cronJob.Spec ?? MapValue.Empty;
        Schedule = spec.StringAt("schedule") ?? "";
        TimeZone = spec.StringAt("timeZone");
        IsSuspended = spec["suspend"]?.AsBool() == true;
        Concurrency = spec.StringAt("concurrencyPolicy") ?? "Allow";
        StartingDeadline = spec.Int64At("startingDeadlineSeconds") is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        SuccessfulLimit = (int?)spec.Int64At("successfulJobsHistoryLimit");
        FailedLimit = (int?)spec.Int64At("failedJobsHistoryLimit");
        Template = spec.MapAt("jobTemplate") ?? MapValue.Empty;
        if (TimeZone is not null)
        {
            Zone = TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out var zone) ? zone : null;
        }
    }

    public string Schedule { get; }

    /// <summary>As it is named; null where the controller's own counts, UTC.</summary>
    public string? TimeZone { get; }

    /// <summary>Null where the name is not known.</summary>
    public TimeZoneInfo? Zone { get; } = TimeZoneInfo.Utc;

    public bool IsSuspended { get; }

    /// <summary><c>Allow</c>, <c>Forbid</c> or <c>Replace</c>.</summary>
    public string Concurrency { get; }

    /// <summary>How late a run may start; null where that does not matter.</summary>
    public TimeSpan? StartingDeadline { get; }

    /// <summary>How many Jobs that succeeded are kept; null: all.</summary>
    public int? SuccessfulLimit { get; }

    /// <summary>How many Jobs that failed are kept; null: all.</summary>
    public int? FailedLimit { get; }

    public MapValue Template { get; }

    public static CronJobView Of(KubeObject cronJob) => cronJob.View(static c => new CronJobView(c));
}
