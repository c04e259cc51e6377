namespace Kubespy.Conformance;

public sealed class ConformanceTests(ITestOutputHelper output)
{
    private static readonly IReadOnlyDictionary<string, Floors> Ledger = FidelityLedger.Read();

    public static TheoryData<string> Names => [.. Scenarios.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_embedded_cluster_tells_the_story_of_a_real_one(string scenario)
    {
        var result = Result.Of(scenario, Scenarios.Seeds.Select(seed => Scenarios.All[scenario].Run(seed)));
        output.WriteLine(result.ToString());
        output.WriteLine(result.Difference);

        var floors = Ledger[scenario];
        result.Score.ShouldBeGreaterThanOrEqualTo(floors.Score, result.Difference);
        ShouldReach(result.Pods, floors.Pods, floors.Why);
        ShouldReach(result.Writes, floors.Writes, floors.Why);
    }

    [Fact]
    public void Every_scenario_stands_in_the_ledger() => Ledger.Keys.ShouldBe(Scenarios.All.Keys.Order(StringComparer.Ordinal));

    /// <summary>A floor of nothing could not fail, and what is less than all needs a reason.</summary>
    [Fact]
    public void Every_floor_can_fail_and_every_shortfall_has_its_reason()
    {
        foreach (var (scenario, floors) in Ledger)
        {
            floors.Score.ShouldBeGreaterThan(0.7, scenario);
            (floors.Pods ?? 1).ShouldBeGreaterThan(0, scenario);
            (floors.Writes ?? 1).ShouldBeGreaterThan(0, scenario);
            if (floors.Score < 1 || floors.Pods < 1 || floors.Writes < 1)
            {
                (floors.Why.Contains("decision", StringComparison.Ordinal) || floors.Why.Contains("debt", StringComparison.Ordinal)).ShouldBeTrue($"{scenario}: {floors.Why}");
            }
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes()
    {
        var (a, b) = (Scenarios.All["02"].Run(), Scenarios.All["02"].Run());
        a.Select(e => e.Object.Root.ToString()).ShouldBe(b.Select(e => e.Object.Root.ToString()));
    }

    /// <summary>Gaps that are there are compared, unless the ledger says why not.</summary>
    private static void ShouldReach(Gaps gaps, double? floor, string why)
    {
        (gaps.Share is null || floor is not null || why.Contains("n/a", StringComparison.Ordinal)).ShouldBeTrue(gaps.Difference);
        (gaps.Share ?? 1).ShouldBeGreaterThanOrEqualTo(floor ?? 0, gaps.Difference);
    }
}
