using System.Globalization;

namespace Kubespy.Simulator;

/// <summary>
/// Seeds tried on the embedded cluster. A failure names its seed and the fewest operations that show it:
/// <c>KUBESPY_SEED=17 KUBESPY_OPERATIONS=5 ./test --filter-class '*SimulationTests'</c> runs it alone; <c>KUBESPY_SEEDS=5000</c> tries more of them.
/// </summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int DefaultSeeds = 12;

    [Fact]
    public void Whatever_is_done_to_a_Deployment_it_keeps_its_promises_and_converges() => RunSeeds(new Chance(IsPeaceful: false, HasFaults: false));

    [Fact]
    public void Rollouts_of_what_works_never_fall_below_the_floor() => RunSeeds(new Chance(IsPeaceful: true, HasFaults: false));

    /// <summary>Watches lag, updates meet conflicts, controllers crash between two calls, nodes die: what was promised holds, and all is well once it stops.</summary>
    [Fact]
    public void Whatever_goes_wrong_a_Deployment_converges_once_it_stops() => RunSeeds(new Chance(IsPeaceful: false, HasFaults: true));

    [Fact]
    public void Rollouts_of_what_works_keep_to_the_floor_while_controllers_crash_and_watches_lag() => RunSeeds(new Chance(IsPeaceful: true, HasFaults: true));

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void The_same_seed_gives_the_same_bytes(int seed, bool hasFaults)
    {
        var chance = new Chance(IsPeaceful: false, hasFaults);
        var digest = Simulation.Run(seed, chance).Digest;

        Simulation.Run(seed, chance).Digest.ShouldBe(digest);
        Simulation.Run(seed + 1000, chance).Digest.ShouldNotBe(digest);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void The_same_seed_and_the_same_log_of_inputs_give_the_same_bytes(int seed)
    {
        var (first, replayed) = Simulation.Replay(seed);
        replayed.ShouldBe(first);
    }

    private void RunSeeds(Chance chance)
    {
        var (failures, steps, overshoot) = (new List<string>(), 0L, 0L);
        var gate = new Lock();
        Parallel.ForEach(Seeds(), seed =>
        {
            var outcome = Try(seed, chance, Number("KUBESPY_OPERATIONS") ?? int.MaxValue);
            var failure = outcome.Broken.Count == 0 ? null : Describe(seed, chance, outcome);
            lock (gate)
            {
                (steps, overshoot) = (Math.Max(steps, outcome.StepsToRest), Math.Max(overshoot, outcome.Overshoot));
                if (failure is not null)
                {
                    failures.Add(failure);
                }
            }
        });
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{chance}: at most {steps} steps to come to rest, at most {overshoot} Pods beyond the ceiling"));
        Assert.True(failures.Count == 0, $"{failures.Count} seeds failed\n{string.Join('\n', failures.Order(StringComparer.Ordinal).Take(12))}");
    }

    private static string Describe(int seed, Chance chance, Outcome outcome)
    {
        // Fewer operations are easier to look at.
        var fewest = Enumerable.Range(0, 20).FirstOrDefault(count => Try(seed, chance, count).Broken.Count > 0, 20);
        return $"KUBESPY_SEED={seed} KUBESPY_OPERATIONS={fewest}: {outcome.Broken.Count} broken, first {string.Join("\n    ", outcome.Broken.Take(4))}";
    }

    private static Outcome Try(int seed, Chance chance, int operations)
    {
        try
        {
            return Simulation.Run(seed, chance, operations);
        }
#pragma warning disable CA1031 // Whatever it is, the seed must be told with it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return new Outcome([e.ToString()], "", 0, 0);
        }
    }

    private static IEnumerable<int> Seeds() =>
        Number("KUBESPY_SEED") is { } one ? [one] : Enumerable.Range(1, Number("KUBESPY_SEEDS") ?? DefaultSeeds);

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
