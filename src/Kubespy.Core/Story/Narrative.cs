namespace Kubespy.Core.Story;

/// <summary>The story of one object, as far as it was observed.</summary>
public sealed record Narrative
{
    /// <summary>The kind as the API names it.</summary>
    public required string Kind { get; init; }

    public required string Namespace { get; init; }

    public required string Name { get; init; }

    /// <summary>In the manner of <c>deploy/nginx</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>When the observation began; null where nothing was observed.</summary>
    public required DateTimeOffset? Begin { get; init; }

    /// <summary>Until when it is told.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>How it was when the observation began; empty where it did not exist then.</summary>
    public required string Opening { get; init; }

    /// <summary>How it is at the end, such as <c>revision 2, 3/3 available</c>; empty where it does not exist.</summary>
    public required string Closing { get; init; }

    /// <summary>In the order in which they began.</summary>
    public required IReadOnlyList<Happening> Happenings { get; init; }

    /// <summary>So many older happenings were dropped: more are not kept.</summary>
    public required long Dropped { get; init; }

    /// <summary>What cannot be known, and why.</summary>
    public required IReadOnlyList<string> Unknowable { get; init; }
}
