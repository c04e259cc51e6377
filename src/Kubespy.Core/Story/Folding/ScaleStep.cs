namespace Kubespy.Core.Story.Folding;

/// <summary>
/// A ReplicaSet asked for another number of Pods. <paramref name="NewestAvailable"/>: how many of the newest one were available then, by its own
/// status. The controller decides by that, and the watch of ReplicaSets keeps the order of both.
/// </summary>
internal sealed record ScaleStep(DateTimeOffset Time, string Uid, string Name, long From, long To, long NewestAvailable);
