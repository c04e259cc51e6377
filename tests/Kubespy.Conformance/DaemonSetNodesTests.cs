using Kubespy.ControlPlane;

namespace Kubespy.Conformance;

/// <summary>
/// Scenario 26 on three nodes, of which there is a recording with scripted kubelets: which node is next is a race on a real cluster, what comes
/// one after the other is not.
/// </summary>
public sealed class DaemonSetNodesTests(ITestOutputHelper output)
{
    [Fact]
    public void The_embedded_cluster_updates_one_node_after_the_other_as_a_real_one_does()
    {
        var recorded = Story.Of(Recording.Load("fake", "26"));
        var played = Story.Of(Scenarios.All["26"].Run(options: new ClusterOptions { NodesAreContended = false }, nodes: 3));
        var comparison = Comparison.Of(recorded, played);
        output.WriteLine(comparison.Difference);

        Steps(played).ShouldBe(Steps(recorded));
        comparison.Scores["events"].ShouldBe(1, comparison.Difference);
        comparison.Scores["ends"].ShouldBe(1, comparison.Difference);
    }

    /// <summary>The Pods made and told to go, in their order.</summary>
    private static IEnumerable<string> Steps(Story story) => story.Scaling.Where(s => !s.Contains(" gone", StringComparison.Ordinal)).Select(s => s.Split(',')[0]);
}
