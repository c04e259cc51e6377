using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing;

/// <summary>What a trace keeps of a ReplicaSet.</summary>
public sealed record ReplicaSetState(
    string Uid, string Name, long Revision, long Replicas, long Actual, long Ready, long Available, DateTimeOffset CreatedAt, MapValue Template, KubeObject Object)
{
    /// <summary>It is being deleted, or was and its Pods outlive it.</summary>
    public bool IsGoing { get; init; }

    /// <summary>The UID of its controller; empty where it has none.</summary>
    public string OwnerUid => Object.ControllerRef?.Uid ?? "";

    /// <summary>What its Pods are made with, the hash included.</summary>
    public MapValue PodLabels => Object.Root.MapAt("spec", "template", "metadata", "labels") ?? MapValue.Empty;

    public static ReplicaSetState Of(KubeObject replicaSet) => new(
        replicaSet.Uid,
        replicaSet.Name,
        DeploymentRevision.Of(replicaSet),
        replicaSet.Root.Int64At("spec", "replicas") ?? 0,
        replicaSet.Root.Int64At("status", "replicas") ?? 0,
        replicaSet.Root.Int64At("status", "readyReplicas") ?? 0,
        replicaSet.Root.Int64At("status", "availableReplicas") ?? 0,
        replicaSet.CreationTimestamp ?? default,
        PodTemplate.WithoutHash(replicaSet.Root.MapAt("spec", "template") ?? MapValue.Empty),
        replicaSet)
    {
        IsGoing = replicaSet.IsBeingDeleted,
    };
}
