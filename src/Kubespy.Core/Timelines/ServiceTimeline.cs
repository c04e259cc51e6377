namespace Kubespy.Core.Timelines;

/// <summary>A Service over time, as its EndpointSlices tell.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Ready">How many of its endpoints were ready.</param>
/// <param name="Traffic">Which endpoints were ready, from when to when.</param>
/// <param name="PublishesNotReady">It wants Pods that are not Ready to get traffic, too.</param>
/// <param name="To">When it was seen to go; null where it still existed at the end.</param>
public sealed record ServiceTimeline(string Namespace, string Name, StepCurve Ready, IReadOnlyList<TrafficSpan> Traffic, bool PublishesNotReady, DateTimeOffset? To)
{
    /// <summary>It existed before the recording began, so that what it had before is not known.</summary>
    public bool StartsBefore { get; init; }
}
