namespace Kubespy.Core.Story.Folding;

/// <summary>A ReplicaSet asked for another number of Pods.</summary>
internal sealed record ScaleStep(DateTimeOffset Time, string Uid, string Name, long From, long To);
