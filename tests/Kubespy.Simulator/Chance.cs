namespace Kubespy.Simulator;

/// <summary>What chance may do to a cluster.</summary>
/// <param name="IsPeaceful">Only changes that a rollout must carry without an outage: the floor holds all the time.</param>
/// <param name="HasFaults">Watches lag, updates meet conflicts, the controller manager crashes; where it is not peaceful, nodes die and return.</param>
/// <param name="IsKept">The cluster is kept (<c>--persist</c>), its process dies amid its work, and another goes on from what was durable.</param>
internal sealed record Chance(bool IsPeaceful, bool HasFaults, bool IsKept = false);
