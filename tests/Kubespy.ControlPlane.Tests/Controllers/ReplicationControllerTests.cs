using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Controllers;

/// <summary>A ReplicationController is kept as a ReplicaSet is; what one did on a real 1.36.2 beside this one.</summary>
public sealed class ReplicationControllerTests
{
    private static readonly WriteContext Me = new("me", "kubectl/v1.36");

    private readonly EmbeddedCluster _cluster = new(new ClusterOptions { Nodes = 2 });

    public ReplicationControllerTests()
    {
        _cluster.Loop.Advance(TimeSpan.FromSeconds(1));
        _cluster.Api.Create(Resources.ReplicationControllers, KubeObject.Parse("""
            {"apiVersion":"v1","kind":"ReplicationController","metadata":{"name":"web","namespace":"default"},
             "spec":{"replicas":2,"template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"app","image":"nginx:1"}]} } } }
            """), Me);
        _cluster.Loop.Advance(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void It_selects_by_its_templates_labels_and_says_what_it_has()
    {
        Controller().Root.At("spec", "selector")!.ToString().ShouldBe("""{"app":"web"}""");
        Controller().Root.At("status")!.ToString().ShouldBe("""{"replicas":2,"fullyLabeledReplicas":2,"readyReplicas":2,"availableReplicas":2,"observedGeneration":1}""");
        Pods().Select(p => p.ControllerRef!.Kind).ShouldBe(["ReplicationController", "ReplicationController"]);
        Events().ShouldBe(["SuccessfulCreate", "SuccessfulCreate"]);
    }

    [Fact]
    public void It_is_scaled_and_a_lost_Pod_replaced()
    {
        _cluster.Api.Delete(Resources.Pods, Pods().First().Key, new DeleteOptions { GracePeriodSeconds = 0 }, Me);
        _cluster.Loop.Advance(TimeSpan.FromSeconds(5));
        Pods().Count().ShouldBe(2);

        _cluster.Api.Update(Resources.ReplicationControllers, new KubeObject(Controller().Root.WithAt(["spec", "replicas"], 1)), Me);
        _cluster.Loop.Advance(TimeSpan.FromSeconds(60));
        Pods().Count().ShouldBe(1);
        Controller().Root.Int64At("status", "observedGeneration").ShouldBe(2);
    }

    [Fact]
    public void Its_Pods_outlive_it_unless_they_are_asked_for_and_another_adopts_them()
    {
        var controller = Controller();
        _cluster.Api.Delete(Resources.ReplicationControllers, controller.Key, new DeleteOptions(), Me);
        _cluster.Loop.Advance(TimeSpan.FromSeconds(5));
        Pods().Count(p => p.ControllerRef is null).ShouldBe(2);

        var uids = Pods().Select(p => p.Uid).ToHashSet();
        _cluster.Api.Create(Resources.ReplicationControllers, new KubeObject(controller.Root.With("metadata", MapValue.Of(("name", "next"), ("namespace", "default"))).Without("status")), Me);
        _cluster.Loop.Advance(TimeSpan.FromSeconds(5));
        Pods().Count(p => p.ControllerRef?.Name == "next" && uids.Contains(p.Uid)).ShouldBe(2);
    }

    private KubeObject Controller() => _cluster.Store.Read(Resources.ReplicationControllers).Objects.Values.Single();

    private IEnumerable<KubeObject> Pods() => _cluster.Store.Read(Resources.Pods).Objects.Values.Where(p => p.Labels["app"] is not null);

    private IEnumerable<string?> Events() => _cluster.Store.Read(Resources.Events).Objects.Values
        .Where(e => e.Root.StringAt("involvedObject", "kind") == "ReplicationController" && e.Root.StringAt("source", "component") == "replication-controller")
        .Select(e => e.Root.StringAt("reason"));
}
