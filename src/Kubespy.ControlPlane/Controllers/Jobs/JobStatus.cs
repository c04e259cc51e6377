using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Jobs;

/// <summary>The status of a Job while a sync works on it: it is written several times, so that no Pod is counted twice or never (KEP-2307).</summary>
internal sealed class JobStatus
{
    private readonly MapValue _rest;

    public JobStatus(KubeObject job)
    {
        var status = job.Status ?? MapValue.Empty;
        _rest = status;
        Conditions = status.ListAt("conditions");
        StartTime = Timestamp.Parse(status.StringAt("startTime"));
        CompletionTime = Timestamp.Parse(status.StringAt("completionTime"));
        Active = (int)(status.Int64At("active") ?? 0);
        Ready = (int?)status.Int64At("ready");
        Terminating = (int?)status.Int64At("terminating");
        Succeeded = (int)(status.Int64At("succeeded") ?? 0);
        Failed = (int)(status.Int64At("failed") ?? 0);
        CompletedIndexes = status.StringAt("completedIndexes") ?? "";
        FailedIndexes = status.StringAt("failedIndexes");
        UncountedSucceeded = Uids(status, "succeeded");
        UncountedFailed = Uids(status, "failed");
    }

    public ListValue Conditions { get; set; }

    public DateTimeOffset? StartTime { get; set; }

    public DateTimeOffset? CompletionTime { get; set; }

    public int Active { get; set; }

    public int? Ready { get; set; }

    public int? Terminating { get; set; }

    public int Succeeded { get; set; }

    public int Failed { get; set; }

    public string CompletedIndexes { get; set; }

    public string? FailedIndexes { get; set; }

    /// <summary>The UIDs of Pods that have ended and still carry the finalizer.</summary>
    public List<string> UncountedSucceeded { get; private set; }

    public List<string> UncountedFailed { get; private set; }

    /// <summary>Counts those that no longer carry the finalizer. Whether any was.</summary>
    public bool CountWithout(IReadOnlySet<string> withFinalizer)
    {
        var (succeeded, failed) = (UncountedSucceeded.Where(withFinalizer.Contains).ToList(), UncountedFailed.Where(withFinalizer.Contains).ToList());
        var isChanged = succeeded.Count != UncountedSucceeded.Count || failed.Count != UncountedFailed.Count;
        Succeeded += UncountedSucceeded.Count - succeeded.Count;
        Failed += UncountedFailed.Count - failed.Count;
        (UncountedSucceeded, UncountedFailed) = (succeeded, failed);
        return isChanged;
    }

    public MapValue ToValue() => _rest
        .WithOptional("conditions", Conditions.Count == 0 ? null : Conditions)
        .WithOptional("startTime", StartTime is { } start ? StringValue.Of(Timestamp.Format(start)) : null)
        .WithOptional("completionTime", CompletionTime is { } end ? StringValue.Of(Timestamp.Format(end)) : null)
        .WithOptional("active", Positive(Active))
        .WithOptional("succeeded", Positive(Succeeded))
        .WithOptional("failed", Positive(Failed))
        .WithOptional("terminating", Terminating is { } terminating ? NumberValue.Of(terminating) : null)
        .WithOptional("completedIndexes", CompletedIndexes.Length == 0 ? null : StringValue.Of(CompletedIndexes))
        .WithOptional("failedIndexes", FailedIndexes is null ? null : StringValue.Of(FailedIndexes))
        .With("uncountedTerminatedPods", new MapBuilder().Set("succeeded", List(UncountedSucceeded)).Set("failed", List(UncountedFailed)).ToMap())
        .WithOptional("ready", Ready is { } ready ? NumberValue.Of(ready) : null);

    private static List<string> Uids(MapValue status, string field) => [.. status.ListAt("uncountedTerminatedPods", field).Select(u => u.AsString() ?? "")];

    private static ListValue? List(List<string> uids) => uids.Count == 0 ? null : ListValue.Of(uids.Select(u => (Value)u));

    private static NumberValue? Positive(int count) => count == 0 ? null : NumberValue.Of(count);
}
