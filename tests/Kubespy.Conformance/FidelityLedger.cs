using System.Globalization;

namespace Kubespy.Conformance;

/// <summary>The table of docs/fidelity.md: the least score of each scenario. What is documented is what is tested.</summary>
public static class FidelityLedger
{
    public static IReadOnlyDictionary<string, double> Read()
    {
        using var stream = typeof(FidelityLedger).Assembly.GetManifestResourceStream("fidelity.md")!;
        using var reader = new StreamReader(stream);
        var least = new Dictionary<string, double>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line.Split('|', StringSplitOptions.TrimEntries) is [_, var scenario, var score, ..]
                && double.TryParse(score, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            {
                least[scenario] = value;
            }
        }

        return least;
    }
}
