using Kubespy.Core.Objects;
using Kubespy.Core.Tracing;
using Kubespy.Core.Tracing.Objects.Kinds;
using Kubespy.Core.Values;

namespace Kubespy.Core.Story.Folding;

/// <summary>What the story asks of a workload, whichever kind it is. Pure.</summary>
internal static class WorkloadFacts
{
    public static bool IsWorkload(string kind) => kind is "Deployment" or "StatefulSet" or "DaemonSet" or "ReplicaSet";

    /// <summary>How many Pods are to be there; of a DaemonSet as many as nodes are for it.</summary>
    public static long Wanted(KubeObject workload) => workload.Kind switch
    {
        "DaemonSet" => workload.Status.Int64At("desiredNumberScheduled") ?? 0,
        "Deployment" or "StatefulSet" or "ReplicaSet" => workload.Root.Int64At("spec", "replicas") ?? 1,
        _ => 0,
    };

    public static long Available(KubeObject workload) => workload.Status.Int64At(workload.Kind == "DaemonSet" ? "numberAvailable" : "availableReplicas") ?? 0;

    public static bool IsPaused(KubeObject workload) => workload.Root.BoolAt("spec", "paused") == true;

    public static MapValue Template(KubeObject workload) => workload.Root.MapAt("spec", "template") ?? MapValue.Empty;

    /// <summary>All is as it was asked for, as kubectl rollout status has it (pkg/polymorphichelpers/rollout_status.go).</summary>
    public static bool IsComplete(KubeObject workload)
    {
        var status = workload.Status;
        var isLagging = (status.Int64At("observedGeneration") ?? 0) < workload.Generation;
        var wanted = Wanted(workload);
        return !isLagging && workload.Kind switch
        {
            "Deployment" => RolloutProgress.IsComplete(workload),
            "StatefulSet" => Set(workload, wanted),
            "DaemonSet" => status.Int64At("updatedNumberScheduled") is { } updated && updated >= wanted && Available(workload) >= wanted,
            "ReplicaSet" => (status.Int64At("replicas") ?? 0) == wanted && Available(workload) >= wanted,
            _ => true,
        };
    }

    private static bool Set(KubeObject set, long wanted)
    {
        var status = set.Status;
        var partition = Math.Clamp(set.Root.Int64At("spec", "updateStrategy", "rollingUpdate", "partition") ?? 0, 0, wanted);
        var (current, update) = (status.StringAt("currentRevision"), status.StringAt("updateRevision"));
        var isUpdated = set.Root.StringAt("spec", "updateStrategy", "type") == "OnDelete" || (partition > 0
            ? (status.Int64At("updatedReplicas") ?? 0) >= wanted - partition
            : current == update);
        return isUpdated && (status.Int64At("readyReplicas") ?? 0) >= wanted && Available(set) >= wanted && (status.Int64At("replicas") ?? 0) == wanted;
    }

    /// <summary>Of a ReplicaSet, the template as its Deployment has it; of a ControllerRevision, the one that it keeps.</summary>
    public static MapValue TemplateOf(KubeObject maker) => maker.Kind == "ControllerRevision"
        ? (maker.Root.MapAt("data", "spec", "template") ?? MapValue.Empty).Without("$patch")
        : PodTemplate.WithoutHash(maker.Root.MapAt("spec", "template") ?? MapValue.Empty);

    public static long NumberOf(KubeObject maker) => maker.Kind == "ControllerRevision" ? maker.Root.Int64At("revision") ?? 0 : DeploymentRevision.Of(maker);

    /// <summary>By what a Pod's revision is known.</summary>
    public static string KeyOf(KubeObject pod) => pod.Label("controller-revision-hash") is { Length: > 0 } hash ? hash : pod.ControllerRef?.Uid ?? "";

    public static long Ordinal(KubeObject pod) => StatefulSetFacts.OrdinalOf(pod);
}
