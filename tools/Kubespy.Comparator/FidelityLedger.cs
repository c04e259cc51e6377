using System.Globalization;

namespace Kubespy.Comparator;

/// <summary>
/// The table of docs/fidelity.md: the least score of each scenario, and the least shares of gaps in time, null where the scenario has none to
/// compare (n/a). What is documented is what is tested.
/// </summary>
public static class FidelityLedger
{
    public static IReadOnlyDictionary<string, Floors> Read()
    {
        using var stream = typeof(FidelityLedger).Assembly.GetManifestResourceStream("fidelity.md")!;
        using var reader = new StreamReader(stream);
        var least = new SortedDictionary<string, Floors>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line.Split('|', StringSplitOptions.TrimEntries) is [_, var scenario, var score, var pods, var writes, _, var why, _] && Share(score) is { } leastScore)
            {
                least[scenario] = new Floors(leastScore, Share(pods), Share(writes), why);
            }
        }

        return least;
    }

    private static double? Share(string cell) => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) ? share : null;
}
