using Kubespy.Core.Objects;

namespace Kubespy.Core.Tracing.Objects;

/// <summary>One object, container or verdict of a checklist.</summary>
public sealed record TraceRow
{
    /// <summary>Tells rows apart and keeps their order stable: a UID, or a name of its own.</summary>
    public required string Key { get; init; }

    /// <summary>How deep it stands in the tree; 0 is directly under the heading.</summary>
    public int Depth { get; init; }

    public required Health Health { get; init; }

    public required string Name { get; init; }

    /// <summary>Its state in a word or a phrase.</summary>
    public required string Word { get; init; }

    /// <summary>Lines under it that say why; log lines among them.</summary>
    public IReadOnlyList<string> Details { get; init; } = [];

    /// <summary>Since when it exists; null shows no age.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Where it is: a node, an address; empty shows none.</summary>
    public string Where { get; init; } = "";

    /// <summary>The Pod that it shows; null where it shows none.</summary>
    public ObjectKey? Pod { get; init; }

    /// <summary>A line of a checklist: no age, no place, and the name is its key.</summary>
    public static TraceRow Of(string name, Health health, string word, params IEnumerable<string> details) =>
        new() { Key = name, Name = name, Health = health, Word = word, Details = [.. details] };
}
