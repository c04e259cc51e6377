using System.Globalization;

namespace Kubespy.Simulator;

/// <summary>
/// StatefulSets, DaemonSets and Jobs under chance and faults. <c>KUBESPY_SEED=17</c> runs one seed alone, <c>KUBESPY_SEEDS=1000</c> tries more.
/// </summary>
public sealed class WorkloadTests
{
    private const int DefaultSeeds = 24;

    [Fact]
    public void Whatever_is_done_and_goes_wrong_they_keep_their_promises_and_converge()
    {
        var broken = Seeds().AsParallel().Select(seed => (Seed: seed, Broken: Try(seed))).Where(r => r.Broken.Count > 0).OrderBy(r => r.Seed).ToArray();
        Assert.True(broken.Length == 0, $"{broken.Length} seeds failed\n{string.Join('\n', broken.Take(8).Select(r => $"KUBESPY_SEED={r.Seed}: {r.Broken[0]}"))}");
    }

    private static IReadOnlyList<string> Try(int seed)
    {
        try
        {
            return Workloads.Run(seed);
        }
#pragma warning disable CA1031 // Whatever it is, the seed must be told with it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return [e.ToString()];
        }
    }

    private static IEnumerable<int> Seeds() =>
        Number("KUBESPY_SEED") is { } one ? [one] : Enumerable.Range(1, Number("KUBESPY_SEEDS") ?? DefaultSeeds);

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
