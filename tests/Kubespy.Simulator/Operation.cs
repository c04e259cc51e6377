namespace Kubespy.Simulator;

/// <summary>One thing that is done to a cluster, so long after the one before.</summary>
internal sealed record Operation(int Number, TimeSpan Pause, Action Act);
