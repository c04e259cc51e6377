using System.Globalization;

namespace Kubespy.Simulator;

/// <summary>
/// Seeds tried on the embedded cluster. A failure names its seed: <c>KUBESPY_SEED=17 ./test --filter-class '*SimulationTests'</c> runs it alone;
/// <c>KUBESPY_SEEDS=5000</c> tries more of them.
/// </summary>
public sealed class SimulationTests
{
    [Fact]
    public void Whatever_is_done_to_a_Deployment_it_keeps_its_promises_and_converges() => RunSeeds(isPeaceful: false);

    [Fact]
    public void Rollouts_of_what_works_never_fall_below_the_floor() => RunSeeds(isPeaceful: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_same_seed_gives_the_same_bytes(int seed)
    {
        var digest = Simulation.Run(seed, isPeaceful: false).Digest;

        Simulation.Run(seed, isPeaceful: false).Digest.ShouldBe(digest);
        Simulation.Run(seed + 1000, isPeaceful: false).Digest.ShouldNotBe(digest);
    }

    private static void RunSeeds(bool isPeaceful)
    {
        var failures = new List<string>();
        Parallel.ForEach(Seeds(), seed =>
        {
            string[] broken;
            try
            {
                broken = [.. Simulation.Run(seed, isPeaceful).Broken];
            }
#pragma warning disable CA1031 // Whatever it is, the seed must be told with it.
            catch (Exception e)
#pragma warning restore CA1031
            {
                broken = [e.ToString()];
            }

            if (broken.Length > 0)
            {
                lock (failures)
                {
                    failures.Add($"KUBESPY_SEED={seed}: {broken.Length} broken, first {string.Join("\n    ", broken.Take(4))}");
                }
            }
        });
        Assert.True(failures.Count == 0, $"{failures.Count} seeds failed\n{string.Join('\n', failures.Order(StringComparer.Ordinal).Take(12))}");
    }

    private static IEnumerable<int> Seeds() =>
        Number("KUBESPY_SEED") is { } one ? [one] : Enumerable.Range(1, Number("KUBESPY_SEEDS") ?? 100);

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
