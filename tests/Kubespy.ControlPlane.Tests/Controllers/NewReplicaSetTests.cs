using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Controllers;

/// <summary>What a Deployment does where the name of its next ReplicaSet is taken, or would be too long.</summary>
public sealed class NewReplicaSetTests
{
    private static readonly WriteContext Me = new("me", "kubectl/v1.32");

    private readonly EmbeddedCluster _cluster = new(new ClusterOptions { Nodes = 1 });

    public NewReplicaSetTests() => _cluster.Loop.Advance(TimeSpan.FromSeconds(1));

    [Fact]
    public void Another_template_of_the_same_hash_is_a_collision_and_the_next_hash_is_taken()
    {
        Create("web", 1);
        _cluster.Loop.Advance(TimeSpan.FromSeconds(5));
        var hash = ReplicaSets().Single().Label("pod-template-hash")!;
        _cluster.Api.Delete(Resources.Deployments, new ObjectKey("default", "web"), DeleteOptions.Default, Me);
        _cluster.Loop.Advance(TimeSpan.FromSeconds(5));
        ReplicaSets().ShouldBeEmpty();
        _cluster.Api.Create(Resources.ReplicaSets, KubeObject.Parse($$$"""
            {"apiVersion":"apps/v1","kind":"ReplicaSet","metadata":{"name":"web-{{{hash}}}","namespace":"default","labels":{"app":"other"}},
             "spec":{"replicas":0,"selector":{"matchLabels":{"app":"other"}},"template":{"metadata":{"labels":{"app":"other"}},"spec":{"containers":[{"name":"c","image":"other"}]} } } }
            """), Me);

        Create("web", 1);
        _cluster.Loop.Advance(TimeSpan.FromSeconds(5));

        var deployment = _cluster.Api.Get(Resources.Deployments, new ObjectKey("default", "web"));
        deployment.Status.Int64At("collisionCount").ShouldBe(1);
        deployment.Status.Int64At("availableReplicas").ShouldBe(1);
        var own = ReplicaSets().Single(rs => rs.ControllerRef?.Uid == deployment.Uid);
        own.Name.ShouldStartWith("web-");
        own.Label("pod-template-hash").ShouldNotBe(hash);
        ReplicaSets().Single(rs => rs.Name == $"web-{hash}").ControllerRef.ShouldBeNull();
    }

    [Fact]
    public void A_long_name_is_cut_before_the_hash()
    {
        var name = new string('w', 253);
        Create(name, 0);
        _cluster.Loop.Advance(TimeSpan.FromSeconds(2));

        var made = ReplicaSets().Single();
        made.Name.Length.ShouldBe(253);
        made.Name.ShouldEndWith("-" + made.Label("pod-template-hash"));
    }

    [Fact]
    public void A_revision_that_is_no_number_is_left_alone()
    {
        Create("web", 1);
        _cluster.Loop.Advance(TimeSpan.FromSeconds(5));
        var made = ReplicaSets().Single();
        _cluster.Api.Update(Resources.ReplicaSets, made.WithAnnotation(DeploymentRevision.Annotation, "mine"), Me);
        _cluster.Loop.Advance(TimeSpan.FromSeconds(5));

        ReplicaSets().Single().Annotation(DeploymentRevision.Annotation).ShouldBe("mine");
    }

    private IEnumerable<KubeObject> ReplicaSets() => _cluster.Store.Read(Resources.ReplicaSets).Objects.Values;

    private void Create(string name, int replicas) => _cluster.Api.Create(Resources.Deployments, KubeObject.Parse($$$"""
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"{{{name}}}","namespace":"default"},
         "spec":{"replicas":{{{replicas}}},"selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"c","image":"nginx"}]} } } }
        """), Me);
}
