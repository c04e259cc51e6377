using Kubespy.Cli.Terminal;
using Kubespy.Core.Objects;

namespace Kubespy.Cli.Live;

/// <summary>A row of the tree that the cursor can stand on: who it is, what is found in it, and how it is drawn when it is shown.</summary>
internal sealed record OutlineRow
{
    /// <summary>Tells it from all others, for as long as it exists.</summary>
    public required string Key { get; init; }

    /// <summary>It is below the nearest row before it that is less deep.</summary>
    public required int Depth { get; init; }

    /// <summary>Folded until somebody opens it.</summary>
    public bool IsFoldedAtFirst { get; init; }

    /// <summary>Of the object that it shows; empty where it shows none.</summary>
    public string Uid { get; init; } = "";

    /// <summary>The Pod that it shows, known or not; null where it shows none.</summary>
    public ObjectKey? Pod { get; init; }

    /// <summary>The container that it shows; empty where it shows none.</summary>
    public string Container { get; init; } = "";

    public bool IsFailing { get; init; }

    public required string Name { get; init; }

    public string Word { get; init; } = "";

    public string Where { get; init; } = "";

    public required Func<Line> Draw { get; init; }

    /// <summary>Lines below it that say why; they go where it goes.</summary>
    public Func<IReadOnlyList<Line>> Details { get; init; } = static () => [];

    public bool Has(string word) =>
        Name.Contains(word, StringComparison.OrdinalIgnoreCase) || Word.Contains(word, StringComparison.OrdinalIgnoreCase) || Where.Contains(word, StringComparison.OrdinalIgnoreCase);
}
