namespace Kubespy.Core.Timelines;

/// <summary>A rollout of a Deployment: from another template until the controller calls it complete.</summary>
/// <param name="From">When the template was seen to change; the begin of the recording where it had begun before.</param>
/// <param name="To">When it was complete, or another took its place; null where it was still under way at the end.</param>
/// <param name="IsWhole">It was seen from its begin.</param>
/// <param name="IsComplete">It was seen to be completed.</param>
public sealed record RolloutSpan(DateTimeOffset From, DateTimeOffset? To, bool IsWhole, bool IsComplete);
