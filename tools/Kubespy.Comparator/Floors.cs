namespace Kubespy.Comparator;

/// <summary>What a scenario must reach: its score, its Pods' gaps, its controllers' gaps (null where there are none), and why it is not more.</summary>
public sealed record Floors(double Score, double? Pods, double? Writes, string Why);
