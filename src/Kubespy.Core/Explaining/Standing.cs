using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Tracing;
using Kubespy.Core.Tracing.Objects;
using Kubespy.Core.Values;
using static System.FormattableString;

namespace Kubespy.Core.Explaining;

/// <summary>
/// How an object stands by its own status: how many of how many, and in which state; without its Pods, so that hundreds can be sifted
/// from their lists alone.
/// </summary>
/// <param name="Verdict">The state in a word.</param>
/// <param name="Ready">How many serve or are done.</param>
/// <param name="Wanted">Of how many; -1 where there is nothing to count.</param>
/// <param name="Since">Since when it is not as wanted; null where that is not known or it is.</param>
internal sealed record Standing(Verdict Verdict, long Ready, long Wanted, DateTimeOffset? Since)
{
    private const long Uncounted = -1;

    /// <summary>Without progress for so long, and without a cause that is known, it is no longer taken to be on its way.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>When it last came nearer to what is wanted; null where its status does not tell.</summary>
    public DateTimeOffset? LastProgress { get; init; }

    public string Counts => Wanted == Uncounted ? "" : Invariant($"{Ready}/{Wanted}");

    public bool IsStalled(DateTimeOffset now) => Verdict is Verdict.Progressing or Verdict.Replacing && now - LastProgress > Patience;

    /// <summary>Nothing is to be looked for: it is as wanted.</summary>
    public bool IsAsWanted => Verdict is Verdict.Complete or Verdict.Ready;

    public static Standing Of(KubeObject obj)
    {
        var standing = obj.Kind switch
        {
            "Deployment" => Deployment(obj),
            "StatefulSet" => StatefulSet(obj),
            "DaemonSet" => DaemonSet(obj),
            "ReplicaSet" => Counted(obj, obj.Status.Int64At("availableReplicas") ?? 0, obj.Root.Int64At("spec", "replicas") ?? 1, isUpdated: true),
            "Job" => Job(obj),
            "CronJob" => new Standing(obj.Root.BoolAt("spec", "suspend") == true ? Verdict.Paused : Verdict.Ready, 0, Uncounted, null),
            "Pod" => Pod(obj),
            "Node" => Node(obj),
            "PersistentVolumeClaim" => Claim(obj),
            "Namespace" or "Service" => new Standing(Verdict.Ready, 0, Uncounted, null),
            _ => Other(obj),
        };
        return obj.IsBeingDeleted ? standing with { Verdict = Verdict.Terminating, Since = obj.Kind == "Pod" ? null : obj.DeletionTimestamp } : standing;
    }

    /// <summary>What its causes make of it: doomed, broken, or on its way. What has all it wants keeps its word, and its finding.</summary>
    public Verdict Judge(string kind, IReadOnlyList<Finding> findings)
    {
        var isWrong = findings.Any(f => !f.IsByDesign);
        var isDoomed = findings.Any(f => f is { IsFinal: true, IsByDesign: false });
        return Verdict switch
        {
            Verdict.Ready when kind is "Service" or "CronJob" && isWrong => Verdict.Unavailable,
            Verdict.Progressing when isDoomed => Verdict.Stuck,
            Verdict.Replacing when isWrong => Verdict.Unavailable,
            _ => Verdict,
        };
    }

    private static Standing Deployment(KubeObject obj)
    {
        var wanted = obj.Root.Int64At("spec", "replicas") ?? 1;
        var (updated, total, available) = (obj.Status.Int64At("updatedReplicas") ?? 0, obj.Status.Int64At("replicas") ?? 0, obj.Status.Int64At("availableReplicas") ?? 0);
        var (progress, condition) = (obj.Condition("Progressing"), obj.Condition("Available"));
        var isDone = updated >= wanted && total == updated && available >= wanted;
        var since = condition.StringAt("status") == "False" ? Timestamp.Parse(condition.StringAt("lastTransitionTime")) : null;
        var verdict = progress.StringAt("reason") == "ProgressDeadlineExceeded" && !isDone ? Verdict.Failed
            : obj.Root.BoolAt("spec", "paused") == true ? Verdict.Paused
            : IsUnseen(obj) ? Verdict.Progressing
            : isDone ? Verdict.Complete
            : updated < wanted || total > updated || progress.StringAt("reason") != "NewReplicaSetAvailable" ? Verdict.Progressing
            : Verdict.Replacing;
        return new Standing(verdict, available, wanted, verdict == Verdict.Complete ? null : since ?? Timestamp.Parse(progress.StringAt(verdict == Verdict.Failed ? "lastTransitionTime" : "lastUpdateTime")))
        {
            LastProgress = new[] { Timestamp.Parse(progress.StringAt("lastUpdateTime")), Timestamp.Parse(condition.StringAt("lastTransitionTime")) }.Max(),
        };
    }

    private static Standing StatefulSet(KubeObject obj)
    {
        var wanted = obj.Root.Int64At("spec", "replicas") ?? 1;
        var partition = obj.Root.Int64At("spec", "updateStrategy", "rollingUpdate", "partition") ?? 0;
        var isUpdated = obj.Root.StringAt("spec", "updateStrategy", "type") == "OnDelete" || obj.Status.StringAt("currentRevision") == obj.Status.StringAt("updateRevision")
            || (obj.Status.Int64At("updatedReplicas") ?? 0) >= Math.Max(0, wanted - partition);
        return Counted(obj, obj.Status.Int64At("availableReplicas") ?? obj.Status.Int64At("readyReplicas") ?? 0, wanted, isUpdated);
    }

    private static Standing DaemonSet(KubeObject obj)
    {
        var wanted = obj.Status.Int64At("desiredNumberScheduled") ?? 0;
        var isUpdated = obj.Root.StringAt("spec", "updateStrategy", "type") == "OnDelete" || (obj.Status.Int64At("updatedNumberScheduled") ?? 0) >= wanted;
        return Counted(obj, obj.Status.Int64At("numberAvailable") ?? 0, wanted, isUpdated);
    }

    private static Standing Counted(KubeObject obj, long ready, long wanted, bool isUpdated) => new(
        IsUnseen(obj) || !isUpdated ? Verdict.Progressing : ready >= wanted ? Verdict.Complete : Verdict.Replacing, ready, wanted, null);

    private static Standing Job(KubeObject obj)
    {
        var (failed, complete) = (obj.Condition("Failed"), obj.Condition("Complete"));
        var verdict = failed.StringAt("status") == "True" ? Verdict.Failed
            : complete.StringAt("status") == "True" ? Verdict.Complete
            : obj.Root.BoolAt("spec", "suspend") == true ? Verdict.Paused
            : Verdict.Progressing;
        return new Standing(
            verdict,
            obj.Status.Int64At("succeeded") ?? 0,
            obj.Root.Int64At("spec", "completions") ?? 1,
            verdict == Verdict.Failed ? Timestamp.Parse(failed.StringAt("lastTransitionTime")) : verdict == Verdict.Progressing ? Timestamp.Parse(obj.Status.StringAt("startTime")) : null);
    }

    private static Standing Pod(KubeObject obj)
    {
        var view = PodView.Of(obj);
        return view.Phase switch
        {
            "Succeeded" => new Standing(Verdict.Complete, 0, Uncounted, null),
            "Failed" => new Standing(Verdict.Failed, 0, Uncounted, null),
            _ => new Standing(view.IsReady ? Verdict.Ready : Verdict.Replacing, 0, Uncounted, view.IsReady ? null : view.ReadySince ?? obj.CreationTimestamp) { LastProgress = view.ReadySince ?? obj.CreationTimestamp },
        };
    }

    private static Standing Node(KubeObject obj)
    {
        var ready = obj.Condition("Ready");
        return ready.StringAt("status") == "True"
            ? new Standing(Verdict.Ready, 0, Uncounted, null)
            : new Standing(Verdict.Unavailable, 0, Uncounted, Timestamp.Parse(ready.StringAt("lastTransitionTime")));
    }

    private static Standing Claim(KubeObject obj) => obj.Status.StringAt("phase") switch
    {
        "Bound" => new Standing(Verdict.Ready, 0, Uncounted, null),
        "Lost" => new Standing(Verdict.Failed, 0, Uncounted, null),
        _ => new Standing(Verdict.Replacing, 0, Uncounted, obj.CreationTimestamp),
    };

    private static Standing Other(KubeObject obj) => ObjectWord.Of(obj).Health switch
    {
        Health.Failing => new Standing(Verdict.Unavailable, 0, Uncounted, null),
        Health.Coming => new Standing(Verdict.Progressing, 0, Uncounted, null),
        _ => new Standing(Verdict.Ready, 0, Uncounted, null),
    };

    /// <summary>Its controller has not seen the newest change yet.</summary>
    private static bool IsUnseen(KubeObject obj) => (obj.Status.Int64At("observedGeneration") ?? 0) < obj.Generation;
}
