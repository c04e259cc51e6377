using Kubespy.Core.Findings;
using Kubespy.Core.Tracing;

namespace Kubespy.Core.Explaining;

/// <summary>
/// What is wrong with one object and how it came about, from what the cluster still knows; nothing was recorded.
/// Each line of its history carries its evidence, and what cannot be known is said.
/// </summary>
public sealed record Explanation
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

    /// <summary>Nobody is needed: it is as it should be, or on its way there with nothing known in its way.</summary>
    public required bool IsWell { get; init; }

    /// <summary>Since when it is not well, or is under way; null where that is not known or it is well.</summary>
    public required DateTimeOffset? Since { get; init; }

    /// <summary>The cause in a phrase; empty where nothing is wrong.</summary>
    public required string Cause { get; init; }

    /// <summary>What still serves: <c>Revision 3 kept serving, 3/3</c>; empty where that is no question.</summary>
    public required string Serving { get; init; }

    /// <summary>How many of how many: <c>3/3</c>; empty where there is nothing to count.</summary>
    public required string Counts { get; init; }

    /// <summary>The worst first.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>What happened, the oldest first.</summary>
    public required IReadOnlyList<Evidence> History { get; init; }

    /// <summary>What cannot be known now, each with why.</summary>
    public required IReadOnlyList<string> Unknowable { get; init; }

    /// <summary>The verdict, its cause and what still serves, in one sentence or two.</summary>
    public string Sentence
    {
        get
        {
            var cause = Cause.Length == 0 ? IsWell ? "nothing is wrong" : "the cause is not known" : Cause;
            var outlook = Findings is [{ Outlook.Length: > 0 } first, ..] ? $"; {first.Outlook}" : "";
            return $"{Verdict}: {$"{cause}{outlook}".TrimEnd('.')}.{(Serving.Length == 0 ? "" : $" {Serving}.")}";
        }
    }
}
