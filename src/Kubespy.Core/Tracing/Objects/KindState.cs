using Kubespy.Core.Findings;

namespace Kubespy.Core.Tracing.Objects;

/// <summary>What a kind's own calculation gives; the tracer adds names, log and connection.</summary>
public sealed record KindState
{
    public required Verdict Verdict { get; init; }

    public required string Reason { get; init; }

    /// <summary>It is over in a moment, by itself: no line tells of it.</summary>
    public bool IsPassing { get; init; }

    public IReadOnlyList<IReadOnlyList<TraceFact>> Facts { get; init; } = [];

    public IReadOnlyList<TraceSection> Sections { get; init; } = [];

    public IReadOnlyList<Finding> Findings { get; init; } = [];

    public string Remedy { get; init; } = "";

    /// <summary>What of <see cref="WaitFor"/> has come; of an object that exists, Deleted never.</summary>
    public IReadOnlySet<WaitFor> Reached { get; init; } = new HashSet<WaitFor>();
}
