using System.Globalization;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing;

/// <summary>What a trace keeps of a ReplicaSet.</summary>
public sealed record ReplicaSetState(
    string Uid, string Name, long Revision, long Replicas, long Actual, long Ready, long Available, DateTimeOffset CreatedAt, MapValue Template, string Failure)
{
    public static ReplicaSetState Of(KubeObject replicaSet) => new(
        replicaSet.Uid,
        replicaSet.Name,
        long.TryParse(replicaSet.Annotation("deployment.kubernetes.io/revision"), NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? revision : 0,
        replicaSet.Root.Int64At("spec", "replicas") ?? 0,
        replicaSet.Root.Int64At("status", "replicas") ?? 0,
        replicaSet.Root.Int64At("status", "readyReplicas") ?? 0,
        replicaSet.Root.Int64At("status", "availableReplicas") ?? 0,
        replicaSet.CreationTimestamp ?? default,
        WithoutHash(replicaSet.Root.MapAt("spec", "template") ?? MapValue.Empty),
        replicaSet.Root.ListAt("status", "conditions").FirstOrDefault(c => c.StringAt("type") == "ReplicaFailure").StringAt("message") ?? "");

    private static MapValue WithoutHash(MapValue template) => template.MapAt("metadata", "labels") is { } labels
        ? template.WithAt(["metadata", "labels"], labels.Without("pod-template-hash"))
        : template;
}
