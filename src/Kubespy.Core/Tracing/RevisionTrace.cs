namespace Kubespy.Core.Tracing;

/// <summary>A ReplicaSet, what it is to come to, and its Pods, the oldest first.</summary>
public sealed record RevisionTrace(ReplicaSetState ReplicaSet, long Goal, IReadOnlyList<PodState> Pods, bool IsNewest);
