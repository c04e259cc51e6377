namespace Kubespy.Core.Tracing;

/// <summary>A Pod that runs on without its ReplicaSet, and why.</summary>
public sealed record ReleasedPod(PodState Pod, string Why);
