using System.Globalization;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing.Objects.Kinds;

/// <summary>How a Job is doing, as its conditions and counts say (batch/v1 JobStatus).</summary>
internal sealed class JobFacts(KubeObject job)
{
    private const long DefaultBackoffLimit = 6;

    public long? Completions => job.Root.Int64At("spec", "completions");

    public long Parallelism => job.Root.Int64At("spec", "parallelism") ?? 1;

    /// <summary>More failed Pods than these fail the Job; with a limit for each index, there is none for all.</summary>
    public long BackoffLimit => job.Root.Int64At("spec", "backoffLimit") ?? DefaultBackoffLimit;

    public long? BackoffLimitPerIndex => job.Root.Int64At("spec", "backoffLimitPerIndex");

    public bool IsIndexed => job.Root.StringAt("spec", "completionMode") == "Indexed";

    public long Succeeded => Workload.Count(job, "succeeded");

    public long Failed => Workload.Count(job, "failed");

    public long Active => Workload.Count(job, "active");

    public long Ready => Workload.Count(job, "ready");

    public bool IsSuspended => job.Root.BoolAt("spec", "suspend") == true;

    public bool IsComplete => IsTrue("Complete");

    /// <summary>It has failed, or will have once its Pods are gone.</summary>
    public Value? Failure => IsTrue("Failed") ? job.Condition("Failed") : IsTrue("FailureTarget") ? job.Condition("FailureTarget") : null;

    public bool IsOver => IsComplete || IsTrue("Failed");

    public DateTimeOffset? StartedAt => Timestamp.Parse(job.Root.StringAt("status", "startTime"));

    public DateTimeOffset? CompletedAt => Timestamp.Parse(job.Root.StringAt("status", "completionTime")) ?? Timestamp.Parse(Failure.StringAt("lastTransitionTime"));

    /// <summary>When it is given up (activeDeadlineSeconds); null where it never is.</summary>
    public DateTimeOffset? Deadline => StartedAt is { } start && job.Root.Int64At("spec", "activeDeadlineSeconds") is { } seconds ? start.AddSeconds(seconds) : null;

    /// <summary><c>BackoffLimitExceeded: Job has reached …</c></summary>
    public string FailureText => Failure is { } failure ? $"{failure.StringAt("reason")}: {failure.StringAt("message")}" : "";

    /// <summary><c>succeeded 2/5</c>; a work queue has no number to reach.</summary>
    public string SucceededText => Completions is { } wanted
        ? string.Create(CultureInfo.InvariantCulture, $"succeeded {Succeeded}/{wanted}")
        : string.Create(CultureInfo.InvariantCulture, $"succeeded {Succeeded}");

    private bool IsTrue(string condition) => job.Condition(condition).StringAt("status") == "True";
}
