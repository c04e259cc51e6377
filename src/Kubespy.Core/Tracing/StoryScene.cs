using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing;

/// <summary>What stands around an event that is told: the Deployment, its ReplicaSets and their Pods as they are after it.</summary>
internal readonly record struct StoryScene(KubeObject? Deployment, IReadOnlyCollection<ReplicaSetState> ReplicaSets, IReadOnlyCollection<PodState> Pods)
{
    public long Wanted => Deployment?.Root.Int64At("spec", "replicas") ?? (Deployment is null ? 0 : 1);

    public long Asked => ReplicaSets.Sum(rs => rs.Replicas);

    public RollingUpdate Bounds => RollingUpdate.Of(Deployment?.Spec.MapAt("strategy", "rollingUpdate"), (int)Wanted);

    public bool IsRecreate => Deployment?.Spec.StringAt("strategy", "type") == "Recreate";

    /// <summary>It is going away with all that it owns: what stops, stops for that reason.</summary>
    public bool IsGoing => Deployment is null or { IsBeingDeleted: true };

    public ReplicaSetState? Newest => ReplicaSets.MaxBy(rs => rs.Revision);

    public bool IsRolling => ReplicaSets.Count(rs => rs.Replicas > 0) > 1;
}
