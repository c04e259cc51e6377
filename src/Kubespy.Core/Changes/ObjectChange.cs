using Kubespy.Core.Objects;
using Kubespy.Core.Watching;

namespace Kubespy.Core.Changes;

/// <summary>What happened to one object, ready to be told.</summary>
public sealed record ObjectChange(DateTimeOffset Time, ChangeType Type, KubeObject Object)
{
    /// <summary>The revision before; null for what has just come into view.</summary>
    public KubeObject? Old { get; init; }

    /// <summary>Of a modification, what changed of what is looked at; empty for others.</summary>
    public IReadOnlyList<FieldChange> Changes { get; init; } = [];

    public Hand By { get; init; } = new([], "");

    /// <summary>It existed before the observation began.</summary>
    public bool IsInitial { get; init; }

    /// <summary>How many revisions before this one changed nothing that is looked at.</summary>
    public int Folded { get; init; }

    /// <summary>It no longer matches the selector by which it is observed, but lives on.</summary>
    public bool HasLeft { get; init; }
}
