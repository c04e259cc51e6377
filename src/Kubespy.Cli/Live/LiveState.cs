using System.Collections.Immutable;

namespace Kubespy.Cli.Live;

/// <summary>What the keys have made of the view: immutable, and nothing of it comes from the cluster but names of rows.</summary>
public sealed record LiveState
{
    /// <summary>No key has been pressed: the view looks as if there were none.</summary>
    public static readonly LiveState Initial = new();

    /// <summary>Null until an arrow is pressed.</summary>
    public CursorPlace? Cursor { get; init; }

    /// <summary>The line of the tree's room at which the cursor stands: rows that come and go elsewhere do not move it.</summary>
    public int Anchor { get; init; }

    /// <summary>Groups that are folded where they would be open, or open where they would be folded.</summary>
    public ImmutableHashSet<string> Toggled { get; init; } = [];

    /// <summary>Only rows with all these words, and what they are below; empty shows all.</summary>
    public string Filter { get; init; } = "";

    /// <summary>Keys go into the filter.</summary>
    public bool IsTyping { get; init; }

    public bool OnlyFailing { get; init; }

    public LivePane? Pane { get; init; }

    /// <summary>The first line of the pane that is shown.</summary>
    public int PaneTop { get; init; }

    /// <summary>Said at the foot until the next key.</summary>
    public string Notice { get; init; } = "";

    /// <summary>A key has been pressed.</summary>
    public bool IsTouched { get; init; }

    /// <summary>Only some rows are shown, whether or not they are folded.</summary>
    public bool IsNarrowed => Filter.Length > 0 || OnlyFailing;

    /// <summary>The tree is one that scrolls; else what does not fit is folded.</summary>
    public bool IsBrowsing => Cursor is not null || IsNarrowed || IsTyping || Toggled.Count > 0;
}
