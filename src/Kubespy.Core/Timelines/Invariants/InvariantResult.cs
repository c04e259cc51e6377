namespace Kubespy.Core.Timelines.Invariants;

/// <summary>How an invariant fared over a timeline.</summary>
/// <param name="Name">The name by which it is asserted: <c>floor</c>.</param>
/// <param name="State">What became of it.</param>
/// <param name="Summary">That in a sentence, with the numbers.</param>
public sealed record InvariantResult(string Name, InvariantState State, string Summary)
{
    /// <summary>More breaches are counted, and not kept.</summary>
    public const int MostBreaches = 100;

    /// <summary>The first first.</summary>
    public IReadOnlyList<Breach> Breaches { get; init; } = [];

    /// <summary>How many breaches there were.</summary>
    public int Count { get; init; }

    /// <summary>
    /// Somebody promises it: the strategy, or the Service. What nobody promises is measured, and a violation only to whom it matters.
    /// </summary>
    public bool IsPromised { get; init; } = true;

    /// <summary>What was not seen, so that it may have been otherwise; empty where all was seen.</summary>
    public string Caveat { get; init; } = "";

    internal static InvariantResult Of(string name, IReadOnlyList<Breach> breaches, string held, Func<string> violated) =>
        new(name, breaches.Count == 0 ? InvariantState.Held : InvariantState.Violated, breaches.Count == 0 ? held : violated())
        {
            Breaches = [.. breaches.OrderBy(b => b.From).Take(MostBreaches)],
            Count = breaches.Count,
        };
}
