using System.Globalization;
using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Kubelet;

/// <summary>Many at once on one node take longer, as recorded (golden/real-kubelet 01, 07, 11, 14).</summary>
public sealed class ContentionTests
{
    [Theory]
    [InlineData(1, 0.5, 0.9)]
    [InlineData(3, 0.9, 1.6)]
    [InlineData(7, 2.4, 3.6)]
    [InlineData(10, 3.4, 4.6)]
    [InlineData(100, 3.4, 5.5)]
    public void Pods_that_start_together_on_one_node_take_longer(int count, double atLeast, double atMost) =>
        new NodeFixture().SecondsUntilReady(count).ShouldBeInRange(atLeast, atMost);

    [Fact]
    public void Pods_that_stop_together_take_longer()
    {
        var node = new NodeFixture();
        node.SecondsUntilReady(8);
        foreach (var number in Enumerable.Range(0, 8))
        {
            node.Delete($"p{number}");
        }

        node.SecondsUntil(() => Pods(node).All(p => p.Root.StringAt("status", "phase") == "Succeeded")).ShouldBeInRange(1, 2.4);
    }

    [Fact]
    public void A_large_cluster_starts_each_as_fast_as_one() =>
        new NodeFixture(new ClusterOptions { Nodes = 4 }).SecondsUntilReady(100).ShouldBeLessThan(1);

    [Fact]
    public void Contention_can_be_asked_for_and_declined()
    {
        new NodeFixture(new ClusterOptions { Nodes = 4, NodesAreContended = true }).SecondsUntilReady(40).ShouldBeGreaterThan(3);
        new NodeFixture(new ClusterOptions { Nodes = 1, NodesAreContended = false }).SecondsUntilReady(40).ShouldBeLessThan(1);
    }

    internal static IEnumerable<KubeObject> Pods(NodeFixture node) => node.Cluster.Store.Read(Resources.Pods).Objects.Values;
}

internal static class ContentionPlay
{
    public static double SecondsUntilReady(this NodeFixture node, int count)
    {
        foreach (var number in Enumerable.Range(0, count))
        {
            node.Create("\"containers\":[{\"name\":\"c\",\"image\":\"nginx:1.7.9\"}]", string.Create(CultureInfo.InvariantCulture, $"p{number}"));
        }

        return node.SecondsUntil(() => ContentionTests.Pods(node).Count(p => PodView.Of(p).IsReady) == count);
    }
}
