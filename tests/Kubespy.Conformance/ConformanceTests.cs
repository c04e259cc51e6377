using System.Globalization;

namespace Kubespy.Conformance;

public sealed class ConformanceTests(ITestOutputHelper output)
{
    public static TheoryData<string> Names => [.. Scenarios.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_embedded_cluster_tells_the_story_of_the_real_one(string scenario)
    {
        var actual = Story.Of(Scenarios.All[scenario]());
        var real = Comparison.Of(Story.Of(Recording.Load("real", scenario)), actual);
        var fake = Comparison.Of(Story.Of(Recording.Load("fake", scenario)), actual);
        var runs = Comparison.Of(Story.Of(Recording.Load("real", scenario)), Story.Of(Recording.Load("fake", scenario)));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{scenario}: score {real.Score:0.00}, with the other run {fake.Score:0.00}; the two real runs {runs.Score:0.00}"));
        output.WriteLine(real.Difference);
        foreach (var part in real.Scores.Keys)
        {
            Math.Max(real.Scores[part], fake.Scores[part]).ShouldBeGreaterThanOrEqualTo(0.0, part);
        }
    }
}
