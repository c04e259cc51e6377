namespace Kubespy.Core.Timelines;

/// <summary>One Pod over time.</summary>
/// <param name="Uid">Its identity.</param>
/// <param name="Name">Its name.</param>
/// <param name="OwnerUid">The UID of its controller, the last it had; empty where it never had one.</param>
/// <param name="Node">The node it was given; empty where it never had one.</param>
/// <param name="Spans">Its phases, one after the other, without holes.</param>
/// <param name="To">When it was seen to go; null where it still existed at the end.</param>
public sealed record PodLane(string Uid, string Name, string OwnerUid, string Node, IReadOnlyList<PhaseSpan> Spans, DateTimeOffset? To)
{
    public DateTimeOffset From => Spans[0].From;

    /// <summary>It existed before the recording began.</summary>
    public bool StartsBefore => Spans[0].StartsBefore;

    /// <summary>Kubernetes' own Events about it, the first first; of many the newest.</summary>
    public IReadOnlyList<PodEvent> Events { get; init; } = [];

    /// <summary>Its changes were more than are kept: what it did last is known, and not all of what it did before.</summary>
    public bool IsCut { get; init; }

    /// <summary>From its creation until it was first Ready; null where either was not seen.</summary>
    public TimeSpan? TimeToReady => !StartsBefore && Spans.FirstOrDefault(s => s.Phase == PodPhase.Ready) is { } ready ? ready.From - From : null;
}
