namespace Kubespy.Core.Timelines;

/// <summary>A ReplicaSet, or another controller of Pods, over time, with its Pods in the order in which they were seen.</summary>
/// <param name="Uid">Its identity; empty for the lane of Pods that have no controller.</param>
/// <param name="Kind">Its kind as the API names it.</param>
/// <param name="Name">Its name.</param>
/// <param name="Revision">The revision that its Deployment gave it last; 0 where it has none.</param>
/// <param name="From">When it was first seen.</param>
/// <param name="To">When it was seen to go; null where it still existed at the end.</param>
/// <param name="StartsBefore">It existed before the recording began.</param>
/// <param name="Replicas">How many Pods its spec asked for.</param>
/// <param name="Pods">Its Pods.</param>
public sealed record OwnerLane(
    string Uid, string Kind, string Name, long Revision, DateTimeOffset From, DateTimeOffset? To, bool StartsBefore, StepCurve Replicas, IReadOnlyList<PodLane> Pods);
