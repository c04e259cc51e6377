namespace Kubespy.Core.Timelines;

/// <summary>What happened to a workload and to all that belongs to it, laid out over time. Times are the observer's.</summary>
public sealed record Timeline
{
    public required string Kind { get; init; }

    public required string Namespace { get; init; }

    public required string Name { get; init; }

    /// <summary>The UID of the last that bore that name; empty where none was seen.</summary>
    public required string Uid { get; init; }

    /// <summary>When the first news came; the default where none did.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Up to when it is laid out.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>The controllers of Pods, the first seen first, each with its Pods; last those without a controller.</summary>
    public required IReadOnlyList<OwnerLane> Owners { get; init; }

    /// <summary>Services that sent, or would send, traffic to the Pods.</summary>
    public required IReadOnlyList<ServiceTimeline> Services { get; init; }

    /// <summary>The first first.</summary>
    public required IReadOnlyList<TimelineMark> Marks { get; init; }

    public required TimelineCurves Curves { get; init; }

    public required IReadOnlyList<DesiredStep> Desired { get; init; }

    /// <summary>When it was seen to be deleted; null where it stayed.</summary>
    public required DateTimeOffset? GoingSince { get; init; }

    /// <summary>When it was first seen it had been changed before: something had served, and may have stopped.</summary>
    public required bool HadFormer { get; init; }

    public required IReadOnlyList<RolloutSpan> Rollouts { get; init; }

    public required IReadOnlyList<UnseenSpan> Unseen { get; init; }

    public required IReadOnlyList<PhaseDuration> Durations { get; init; }

    /// <summary>Every Pod's presence over time: what the invariants are judged from.</summary>
    internal IReadOnlyList<PodHistory> Histories { get; init; } = [];

    /// <summary>Whose Pods count; null where every one does.</summary>
    internal IReadOnlySet<string>? CountedOwners { get; init; }

    /// <summary>Of resources that were never told, nothing is known; of those that may not be watched, why.</summary>
    public required IReadOnlyDictionary<string, string> Forbidden { get; init; }

    /// <summary>EndpointSlices were among what was told.</summary>
    public required bool HasSlices { get; init; }

    /// <summary>How many objects were beyond what is kept: nothing is known of them.</summary>
    public required int Omitted { get; init; }

    public IEnumerable<PodLane> Pods => Owners.SelectMany(o => o.Pods);
}
