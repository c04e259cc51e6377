namespace Kubespy.ControlPlane.Controllers.Autoscaling;

/// <summary>How many replicas a metric asks for, and what was measured.</summary>
/// <param name="Replicas">As many as bring the use to its target.</param>
/// <param name="Utilization">Percent of what is requested; null where the target is an amount.</param>
/// <param name="Average">Of a Pod, in thousandths.</param>
internal sealed record ReplicaProposal(long Replicas, long? Utilization, long Average);
