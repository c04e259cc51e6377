using Kubespy.Core.Objects;
using Kubespy.Core.Tracing.Objects;
using Kubespy.Core.Tracing;
using Kubespy.Core.Values;
using static System.FormattableString;

namespace Kubespy.Core.Explaining;

/// <summary>
/// What an object's own status counts, and whether by that alone it is as wanted; without its Pods, so that hundreds can be sifted from their
/// lists. How it stands is for its trace to say (<see cref="Judgement"/>).
/// </summary>
/// <param name="IsAsWanted">Nothing is to be looked for.</param>
/// <param name="Ready">How many serve or are done.</param>
/// <param name="Wanted">Of how many; -1 where there is nothing to count.</param>
/// <param name="Since">Since when it is not as wanted; null where that is not known or it is.</param>
internal sealed record Standing(bool IsAsWanted, long Ready, long Wanted, DateTimeOffset? Since)
{
    private const long Uncounted = -1;

    private static readonly string[] Pressures = ["MemoryPressure", "DiskPressure", "PIDPressure", "NetworkUnavailable"];

    /// <summary>Without progress for so long, and without a cause that is known, it is no longer taken to be on its way.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>When it last came nearer to what is wanted; null where its status does not tell.</summary>
    public DateTimeOffset? LastProgress { get; init; }

    public string Counts => Wanted == Uncounted ? "" : Invariant($"{Ready}/{Wanted}");

    public bool IsStalled(DateTimeOffset now) => !IsAsWanted && now - LastProgress > Patience;

    public static Standing Of(KubeObject obj)
    {
        var standing = obj.Kind switch
        {
            "Deployment" => Deployment(obj),
            "StatefulSet" => StatefulSet(obj),
            "DaemonSet" => DaemonSet(obj),
            "ReplicaSet" => Counted(obj, obj.Status.Int64At("availableReplicas") ?? 0, obj.Root.Int64At("spec", "replicas") ?? 1, isUpdated: true),
            "Job" => Job(obj),
            "Pod" => Pod(obj),
            "Node" => Node(obj),
            "PersistentVolumeClaim" => new Standing(obj.Status.StringAt("phase") == "Bound", 0, Uncounted, obj.CreationTimestamp),
            "Namespace" or "Service" or "CronJob" => new Standing(true, 0, Uncounted, null),
            _ => new Standing(ObjectWord.Of(obj).Health is not (Health.Failing or Health.Coming), 0, Uncounted, null),
        };
        return obj.IsBeingDeleted ? standing with { IsAsWanted = false, Since = obj.Kind == "Pod" ? null : obj.DeletionTimestamp } : standing;
    }

    private static Standing Deployment(KubeObject obj)
    {
        var wanted = obj.Root.Int64At("spec", "replicas") ?? 1;
        var (updated, total, available) = (obj.Status.Int64At("updatedReplicas") ?? 0, obj.Status.Int64At("replicas") ?? 0, obj.Status.Int64At("availableReplicas") ?? 0);
        var (progress, condition) = (obj.Condition("Progressing"), obj.Condition("Available"));
        var isAsWanted = !IsUnseen(obj) && obj.Root.BoolAt("spec", "paused") != true && updated >= wanted && total == updated && available >= wanted;
        var since = condition.StringAt("status") == "False" ? Timestamp.Parse(condition.StringAt("lastTransitionTime")) : null;
        var isFailed = progress.StringAt("reason") == "ProgressDeadlineExceeded";
        return new Standing(isAsWanted, available, wanted, isAsWanted ? null : since ?? Timestamp.Parse(progress.StringAt(isFailed ? "lastTransitionTime" : "lastUpdateTime")))
        {
            LastProgress = new[] { Timestamp.Parse(progress.StringAt("lastUpdateTime")), Timestamp.Parse(condition.StringAt("lastTransitionTime")) }.Max(),
        };
    }

    private static Standing StatefulSet(KubeObject obj)
    {
        var wanted = obj.Root.Int64At("spec", "replicas") ?? 1;
        var partition = obj.Root.Int64At("spec", "updateStrategy", "rollingUpdate", "partition") ?? 0;
        var isUpdated = obj.Root.StringAt("spec", "updateStrategy", "type") == "OnDelete" || obj.Status.StringAt("currentRevision") == obj.Status.StringAt("updateRevision")
            || (partition > 0 && (obj.Status.Int64At("updatedReplicas") ?? 0) >= Math.Max(0, wanted - partition));
        return Counted(obj, obj.Status.Int64At("availableReplicas") ?? obj.Status.Int64At("readyReplicas") ?? 0, wanted, isUpdated && (obj.Status.Int64At("replicas") ?? 0) == wanted);
    }

    private static Standing DaemonSet(KubeObject obj)
    {
        var wanted = obj.Status.Int64At("desiredNumberScheduled") ?? 0;
        var isUpdated = obj.Root.StringAt("spec", "updateStrategy", "type") == "OnDelete" || (obj.Status.Int64At("updatedNumberScheduled") ?? 0) >= wanted;
        return Counted(obj, obj.Status.Int64At("numberAvailable") ?? 0, wanted, isUpdated);
    }

    private static Standing Counted(KubeObject obj, long ready, long wanted, bool isUpdated) => new(!IsUnseen(obj) && isUpdated && ready >= wanted, ready, wanted, null);

    private static Standing Job(KubeObject obj)
    {
        var (failed, complete) = (obj.Condition("Failed"), obj.Condition("Complete"));
        return new Standing(
            complete.StringAt("status") == "True",
            obj.Status.Int64At("succeeded") ?? 0,
            obj.Root.Int64At("spec", "completions") ?? 1,
            failed.StringAt("status") == "True" ? Timestamp.Parse(failed.StringAt("lastTransitionTime")) : complete.StringAt("status") == "True" ? null : Timestamp.Parse(obj.Status.StringAt("startTime")));
    }

    private static Standing Pod(KubeObject obj)
    {
        var view = PodView.Of(obj);
        return view.Phase == "Succeeded" || view.IsReady
            ? new Standing(true, 0, Uncounted, null)
            : new Standing(false, 0, Uncounted, view.Phase == "Failed" ? null : view.ReadySince ?? obj.CreationTimestamp) { LastProgress = view.ReadySince ?? obj.CreationTimestamp };
    }

    private static Standing Node(KubeObject obj)
    {
        var trouble = obj.Condition("Ready") is { } ready && ready.StringAt("status") != "True" ? ready
            : Pressures.Select(p => obj.Condition(p)).FirstOrDefault(c => c.StringAt("status") == "True");
        return new Standing(trouble is null && obj.Condition("Ready") is not null, 0, Uncounted, Timestamp.Parse(trouble.StringAt("lastTransitionTime")));
    }

    /// <summary>Its controller has not seen the newest change yet.</summary>
    private static bool IsUnseen(KubeObject obj) => (obj.Status.Int64At("observedGeneration") ?? 0) < obj.Generation;
}
