using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Jobs;

/// <summary>The spec of a Job, read once a revision (pkg/controller/job). Pure.</summary>
public sealed class JobView
{
    private JobView(KubeObject job)
    {
        var spec = job.Spec ?? MapValue.Empty;
        Completions = (int?)spec.Int64At("completions");
        Parallelism = (int)(spec.Int64At("parallelism") ?? 1);
        BackoffLimit = spec.Int64At("backoffLimit") ?? 6;
        BackoffLimitPerIndex = spec.Int64At("backoffLimitPerIndex");
        MaxFailedIndexes = spec.Int64At("maxFailedIndexes");
        ActiveDeadline = spec.Int64At("activeDeadlineSeconds") is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        IsSuspended = spec["suspend"]?.AsBool() == true;
        CompletionMode = spec.StringAt("completionMode") ?? "NonIndexed";
        FailurePolicy = spec.MapAt("podFailurePolicy");
        SuccessPolicy = spec.MapAt("successPolicy");
        ReplacesOnlyFailed = spec.StringAt("podReplacementPolicy") == "Failed" || FailurePolicy is not null;
        RestartsOnFailure = spec.StringAt("template", "spec", "restartPolicy") == "OnFailure";
        IsManagedElsewhere = spec.StringAt("managedBy") is { } manager && manager != "kubernetes.io/job-controller";
        Selector = LabelSelector.OfValue(spec["selector"]);
        Template = spec.MapAt("template") ?? MapValue.Empty;
        IsFinished = job.Root.ListAt("status", "conditions").Any(c => c.StringAt("type") is "Complete" or "Failed" && c.StringAt("status") == "True");
    }

    /// <summary>How many are to succeed; null where any one is enough.</summary>
    public int? Completions { get; }

    public int Parallelism { get; }

    public long BackoffLimit { get; }

    /// <summary>How often each index may fail; null where failures are counted over all.</summary>
    public long? BackoffLimitPerIndex { get; }

    public long? MaxFailedIndexes { get; }

    public TimeSpan? ActiveDeadline { get; }

    public bool IsSuspended { get; }

    public string CompletionMode { get; }

    public bool IsIndexed => CompletionMode == "Indexed";

    public MapValue? FailurePolicy { get; }

    public MapValue? SuccessPolicy { get; }

    /// <summary>A Pod on its way out is not replaced before it has ended.</summary>
    public bool ReplacesOnlyFailed { get; }

    public bool RestartsOnFailure { get; }

    /// <summary>Another controller sees to it.</summary>
    public bool IsManagedElsewhere { get; }

    public LabelSelector Selector { get; }

    public MapValue Template { get; }

    public bool IsFinished { get; }

    public static JobView Of(KubeObject job) => job.View(static j => new JobView(j));
}
