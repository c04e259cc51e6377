using System.Globalization;

namespace Kubespy.Conformance;

/// <summary>The table of docs/fidelity.md: the least score of each scenario, and the least share of gaps in time. What is documented is what is tested.</summary>
public static class FidelityLedger
{
    public static IReadOnlyDictionary<string, (double Score, double Gaps)> Read()
    {
        using var stream = typeof(FidelityLedger).Assembly.GetManifestResourceStream("fidelity.md")!;
        using var reader = new StreamReader(stream);
        var least = new Dictionary<string, (double Score, double Gaps)>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line.Split('|', StringSplitOptions.TrimEntries) is [_, var scenario, var score, var gaps, ..]
                && double.TryParse(score, NumberStyles.Float, CultureInfo.InvariantCulture, out var leastScore)
                && double.TryParse(gaps, NumberStyles.Float, CultureInfo.InvariantCulture, out var leastGaps))
            {
                least[scenario] = (leastScore, leastGaps);
            }
        }

        return least;
    }
}
