using Kubespy.Core.Findings;

namespace Kubespy.Core.Tracing;

/// <summary>What is traced at one moment: what every view, verdict and exit code of any kind is made of.</summary>
public abstract record Trace
{
    /// <summary>The kind as the API names it: <c>Deployment</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The kind as lines name it: <c>deploy</c>.</summary>
    public required string ShortKind { get; init; }

    public required string Name { get; init; }

    /// <summary>Empty for what is cluster-scoped.</summary>
    public required string Namespace { get; init; }

    public required DateTimeOffset Now { get; init; }

    public required Verdict Verdict { get; init; }

    /// <summary>Why, or what is under way: <c>revision 2 → 3</c> and what changed in the template.</summary>
    public required string Reason { get; init; }

    /// <summary>Since when the present doings go on; null where nothing does.</summary>
    public required DateTimeOffset? Since { get; init; }

    /// <summary>What is wrong, the worst first.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>The newest last.</summary>
    public required IReadOnlyList<TraceLine> Log { get; init; }

    /// <summary>What would undo or bring back; empty where there is nothing to.</summary>
    public required string Remedy { get; init; }

    /// <summary>Why the connection is down; empty while it is up.</summary>
    public required string ConnectionLost { get; init; }

    /// <summary>The cause where waiting longer helps nothing; empty while it may help.</summary>
    public string Doom => Findings.FirstOrDefault(f => f.IsFinal)?.Summary ?? "";

    /// <summary>The counts in one phrase: <c>available 3/3</c>; empty where there are none to give.</summary>
    public abstract string Counts { get; }

    /// <summary>What is left to rely on where it failed: <c>revision 3 serves 3/3</c>; the counts where there is no more to say.</summary>
    public virtual string Left => Counts;

    public abstract bool Has(WaitFor wanted);

    /// <summary>That what was waited for has come, in a phrase: <c>complete in 9.0s, available >= 3/3</c>.</summary>
    public virtual string Achieved(WaitFor wanted) => wanted.ToString().ToLowerInvariant() + (Counts.Length == 0 ? "" : $"; {Counts}");
}
