using System.Globalization;

namespace Kubespy.Simulator;

/// <summary>How much of what a seed draws is done: the first so many of its operations or only some of them, and which faults.</summary>
/// <param name="First">At most so many operations.</param>
/// <param name="Only">The numbers, from 0, of those that are done; null where all are.</param>
/// <param name="Faults">The faults that happen besides, where any do.</param>
internal sealed record Extent(int First, IReadOnlyList<int>? Only, FaultKinds Faults)
{
    public static readonly Extent Whole = new(int.MaxValue, null, FaultKinds.All);

    public bool Does(int operation) => operation < First && Only?.Contains(operation) != false;

    /// <summary>Numbers parted by commas, a dash for none; null, which means all, where nothing is said.</summary>
    public static IReadOnlyList<int>? ParseOnly(string? text) => text switch
    {
        null or "" => null,
        "-" => [],
        _ => [.. text.Split(',').Select(n => int.Parse(n, CultureInfo.InvariantCulture))],
    };

    /// <summary>What <see cref="ParseOnly"/> reads.</summary>
    public string FormatOnly() => Only switch
    {
        null => "",
        [] => "-",
        _ => string.Join(',', Only),
    };

    public override string ToString() => $"KUBESPY_ONLY={FormatOnly()} KUBESPY_FAULTS={Faults.ToString().Replace(" ", "", StringComparison.Ordinal)}";
}
