using Kubespy.ControlPlane;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;

namespace Kubespy.Conformance;

/// <summary>
/// Scenario 18, of which there is a recording with scripted kubelets alone: a node dies, its Pod is evicted, the node comes back.
/// </summary>
public sealed class NodeDiesTests(ITestOutputHelper output)
{
    private static readonly WriteContext Kubectl = new("kubernetes-admin", "kubectl/v1.32");

    /// <summary>So that the node's last lease is as old as the recorded one's when the node is stopped.</summary>
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(8.56);

    [Fact]
    public void The_embedded_cluster_tells_the_story_of_a_node_that_dies_and_comes_back()
    {
        var comparison = Comparison.Of(Story.Of(Recording.Load("fake", "18")), Story.Of(Play(stops: true)));
        output.WriteLine(comparison.Difference);
        comparison.Score.ShouldBeGreaterThanOrEqualTo(0.99, comparison.Difference);
        comparison.Pods.Share.ShouldBe(1, comparison.Pods.Difference);
    }

    [Fact]
    public void A_cluster_whose_node_lives_on_tells_another() =>
        Comparison.Of(Story.Of(Recording.Load("fake", "18")), Story.Of(Play(stops: false))).Score.ShouldBeLessThan(0.9);

    private static List<RecordedEvent> Play(bool stops)
    {
        var cluster = new EmbeddedCluster(new ClusterOptions { Nodes = 3 });
        cluster.Loop.Advance(Before);
        var start = cluster.Loop.Now;
        var recording = new List<RecordedEvent>();
        foreach (var resource in Resources.All.Where(r => r.Kind is "Deployment" or "ReplicaSet" or "Pod" or "Service" or "Endpoints" or "EndpointSlice" or "Event"))
        {
            cluster.Store.Subscribe(resource, e => recording.Add(new RecordedEvent((cluster.Loop.Now - start).TotalSeconds, TypeOf(e.Type), e.Object, false)));
        }

        cluster.Api.Create(Resources.Deployments, KubeObject.Parse(
            """
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"nginx","namespace":"default","labels":{"app":"nginx"}},
             "spec":{"replicas":3,"selector":{"matchLabels":{"app":"nginx"}},"template":{"metadata":{"labels":{"app":"nginx"}},"spec":{
              "tolerations":[{"key":"node.kubernetes.io/not-ready","operator":"Exists","effect":"NoExecute","tolerationSeconds":5},
                             {"key":"node.kubernetes.io/unreachable","operator":"Exists","effect":"NoExecute","tolerationSeconds":5}],
              "containers":[{"name":"nginx","image":"nginx:1.7.9","ports":[{"containerPort":80}]}]}}}}
            """), Kubectl);
        cluster.Api.Create(Resources.Services, KubeObject.Parse(
            """
            {"apiVersion":"v1","kind":"Service","metadata":{"name":"nginx","namespace":"default","labels":{"app":"nginx"}},
             "spec":{"selector":{"app":"nginx"},"ports":[{"port":80,"targetPort":80}]}}
            """), Kubectl);
        cluster.Loop.AdvanceTo(start + TimeSpan.FromSeconds(3.98));
        if (stops)
        {
            cluster.StopNode("node-2");
        }

        cluster.Loop.AdvanceTo(start + TimeSpan.FromSeconds(32.65));
        cluster.StartNode("node-2");
        cluster.Loop.AdvanceTo(start + TimeSpan.FromSeconds(38));
        return recording;
    }

    private static string TypeOf(StoreEventType type) => type switch
    {
        StoreEventType.Added => "ADDED",
        StoreEventType.Modified => "MODIFIED",
        _ => "DELETED",
    };
}
