using System.Globalization;

namespace Kubespy.Conformance;

public sealed class ConformanceTests(ITestOutputHelper output)
{
    private static readonly IReadOnlyDictionary<string, (double Score, double Gaps)> Least = FidelityLedger.Read();

    public static TheoryData<string> Names => [.. Scenarios.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_embedded_cluster_tells_the_story_of_a_real_one(string scenario)
    {
        var actual = Story.Of(Scenarios.All[scenario]());
        var between = Comparison.Of(Story.Of(Recording.Load("real", scenario)), Story.Of(Recording.Load("fake", scenario)));
        var real = Comparison.Of(Story.Of(Recording.Load("real", scenario)), actual);
        var fake = Comparison.Of(Story.Of(Recording.Load("fake", scenario)), actual);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{scenario}: score {real.Score:0.000}, with the other run {fake.Score:0.000}, gaps {real.Gaps:0.00}; the two runs {between.Score:0.000}"));
        output.WriteLine(real.Difference);
        Math.Max(real.Score, fake.Score).ShouldBeGreaterThanOrEqualTo(Least[scenario].Score, real.Difference);
        real.Gaps.ShouldBeGreaterThanOrEqualTo(Least[scenario].Gaps, real.Difference);
    }

    [Fact]
    public void Every_scenario_stands_in_the_ledger() => Least.Keys.Order().ShouldBe(Scenarios.All.Keys.Order());

    [Fact]
    public void The_same_seed_gives_the_same_bytes()
    {
        var (a, b) = (Scenarios.All["02"](), Scenarios.All["02"]());
        a.Select(e => e.Object.Root.ToString()).ShouldBe(b.Select(e => e.Object.Root.ToString()));
    }
}
