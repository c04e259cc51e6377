using System.Globalization;
using Kubespy.Recording;

namespace Kubespy.Simulator;

/// <summary>
/// Seeds tried on the embedded cluster. A failure names its seed and the least that shows it:
/// <c>KUBESPY_SEED=17 KUBESPY_ONLY=2,5 ./test --filter-class '*SimulationTests'</c> runs it alone; <c>KUBESPY_SEEDS=5000</c> tries more of them,
/// <c>KUBESPY_FIRST=1001</c> from that one on. With <c>KUBESPY_RECORD=FILE.kspy</c> what a single seed does is recorded, for <c>kubespy trace</c>.
/// </summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int DefaultSeeds = 12;
    private const int MostDescribed = 12;

    [Fact]
    public void Whatever_is_done_to_a_Deployment_it_keeps_its_promises_and_converges() => RunSeeds(new Chance(IsPeaceful: false, HasFaults: false));

    [Fact]
    public void Rollouts_of_what_works_never_fall_below_the_floor() => RunSeeds(new Chance(IsPeaceful: true, HasFaults: false));

    /// <summary>Watches lag, updates meet conflicts, controllers crash between two calls, nodes die: what was promised holds, and all is well once it stops.</summary>
    [Fact]
    public void Whatever_goes_wrong_a_Deployment_converges_once_it_stops() => RunSeeds(new Chance(IsPeaceful: false, HasFaults: true));

    [Fact]
    public void Rollouts_of_what_works_keep_to_the_floor_while_controllers_crash_and_watches_lag() => RunSeeds(new Chance(IsPeaceful: true, HasFaults: true));

    /// <summary>With <c>--persist</c>: its process dies amid its work, the disk keeps what was acknowledged and as much of the rest as it likes, and another goes on.</summary>
    [Fact]
    public void Whenever_its_process_dies_a_kept_cluster_goes_on_with_all_that_was_acknowledged() => RunSeeds(new Chance(IsPeaceful: false, HasFaults: true, IsKept: true));

    [Fact]
    public void Rollouts_of_what_works_keep_to_the_floor_while_the_process_of_their_cluster_dies() => RunSeeds(new Chance(IsPeaceful: true, HasFaults: true, IsKept: true));

    [Theory]
    [InlineData(1, false, false)]
    [InlineData(2, true, false)]
    [InlineData(3, true, true)]
    public void The_same_seed_gives_the_same_bytes(int seed, bool hasFaults, bool isKept)
    {
        var chance = new Chance(IsPeaceful: false, hasFaults, isKept);
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
        var (failures, slowest, overshoot) = (new SortedDictionary<int, Outcome>(), (Steps: 0L, Seed: 0), 0L);
        var extent = Asked();
        var gate = new Lock();
        Parallel.ForEach(Seeds(), seed =>
        {
            var outcome = Try(seed, chance, extent);
            lock (gate)
            {
                slowest = outcome.StepsToRest > slowest.Steps ? (outcome.StepsToRest, seed) : slowest;
                overshoot = Math.Max(overshoot, outcome.Overshoot);
                if (outcome.Broken.Count > 0)
                {
                    failures.Add(seed, outcome);
                }
            }
        });
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{chance}: at most {slowest.Steps} steps to come to rest (seed {slowest.Seed}), at most {overshoot} Pods beyond the ceiling"));
        Record(chance, extent);
        var described = failures.Take(MostDescribed).Select(f => Describe(f.Key, chance, extent, f.Value));
        Assert.True(failures.Count == 0, $"{failures.Count} seeds failed: {string.Join(' ', failures.Keys)}\n{string.Join('\n', described)}");
    }

    private static void Record(Chance chance, Extent extent)
    {
        if (Environment.GetEnvironmentVariable("KUBESPY_RECORD") is { Length: > 0 } file && Number("KUBESPY_SEED") is { } seed)
        {
            using var recording = RecordedSeedsTests.NewRecording(file);
            Simulation.Run(seed, chance, extent, seen: n => recording.Append(new RecordedEvent(n)));
        }
    }

    /// <summary>The least of the seed that fails, what was done in it, what it broke, and how it becomes a test.</summary>
    private static string Describe(int seed, Chance chance, Extent extent, Outcome outcome)
    {
        var least = Shrinking.Shrink(extent, outcome.Operations, e => Try(seed, chance, e).Broken.Count > 0);
        var shrunk = Try(seed, chance, least);
        return $"""
            KUBESPY_SEED={seed} {least}: {shrunk.Broken.Count} broken
                {string.Join("\n    ", shrunk.Broken.Take(4))}
              after
                {string.Join("\n    ", shrunk.Story)}
              as a test of {nameof(FailedSeedsTests)}:
                {FailedSeedsTests.Line(seed, chance, least)}
            """;
    }

    private static Outcome Try(int seed, Chance chance, Extent extent)
    {
        try
        {
            return Simulation.Run(seed, chance, extent);
        }
#pragma warning disable CA1031 // Whatever it is, the seed must be told with it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return new Outcome([e.ToString()], "", 0, 0, 20, []);
        }
    }

    private static Extent Asked() => new(
        Number("KUBESPY_OPERATIONS") ?? int.MaxValue,
        Extent.ParseOnly(Environment.GetEnvironmentVariable("KUBESPY_ONLY")),
        Enum.TryParse<FaultKinds>(Environment.GetEnvironmentVariable("KUBESPY_FAULTS"), ignoreCase: true, out var faults) ? faults : FaultKinds.All);

    private static IEnumerable<int> Seeds() => Number("KUBESPY_SEED") is { } one
        ? [one]
        : Enumerable.Range(Number("KUBESPY_FIRST") ?? 1, Number("KUBESPY_SEEDS") ?? DefaultSeeds);

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
