using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Controllers;

/// <summary>Which Pods a ReplicaSet takes for its own, and which of them it lets go first.</summary>
public sealed class ReplicaSetTests
{
    private static readonly WriteContext Me = new("me", "kubectl/v1.32");

    private readonly EmbeddedCluster _cluster = new(new ClusterOptions { Nodes = 2 });

    public ReplicaSetTests() => _cluster.Loop.Advance(TimeSpan.FromSeconds(1));

    /// <summary>Nodes that hold many lose first, but only among the Pods of one owner's ReplicaSets: one without an owner looks at age.</summary>
    [Theory]
    [InlineData(false, "young-on-2")]
    [InlineData(true, "old-on-1")]
    public void Where_a_ReplicaSet_has_an_owner_the_fuller_node_loses_a_Pod_first(bool isOwned, string gone)
    {
        CreatePod("oldest-on-1", "node-1");
        _cluster.Loop.Advance(TimeSpan.FromHours(2));
        CreatePod("old-on-1", "node-1");
        _cluster.Loop.Advance(TimeSpan.FromMinutes(2));
        CreatePod("young-on-2", "node-2");
        _cluster.Loop.Advance(TimeSpan.FromSeconds(3));

        CreateReplicaSet(2, isOwned);
        _cluster.Loop.Advance(TimeSpan.FromSeconds(5));

        Pods().Select(p => p.Name).Order(StringComparer.Ordinal).ShouldBe(new[] { "oldest-on-1", "old-on-1", "young-on-2" }.Where(n => n != gone).Order(StringComparer.Ordinal));
    }

    /// <summary>A pause of the watch must not make a status go back to what was counted before the controller's own writes.</summary>
    [Fact]
    public void Adopted_Pods_are_counted_once_and_the_status_never_goes_back()
    {
        var replicas = new List<long>();
        _cluster.Store.Subscribe(Resources.ReplicaSets, e => replicas.Add(e.Object.Root.Int64At("status", "replicas") ?? 0));
        CreatePod("a", "node-1");
        CreatePod("b", "node-2");
        _cluster.Loop.Advance(TimeSpan.FromSeconds(3));

        CreateReplicaSet(3, isOwned: false);
        _cluster.Loop.Advance(TimeSpan.FromSeconds(5));

        replicas.ShouldBe(replicas.Order());
        replicas[^1].ShouldBe(3);
        Pods().Count().ShouldBe(3);
    }

    [Fact]
    public void In_a_namespace_that_goes_no_failure_is_told()
    {
        _cluster.Api.Create(Resources.Namespaces, KubeObject.Parse("""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"going"}}"""), Me);
        _cluster.Loop.Advance(TimeSpan.FromSeconds(1));
        _cluster.Api.Create(Resources.Deployments, KubeObject.Parse("""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"going"},
             "spec":{"replicas":2,"selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"c","image":"nginx"}]} } } }
            """), Me);
        _cluster.Loop.Advance(TimeSpan.FromSeconds(5));
        var told = new List<string>();
        _cluster.Store.Subscribe(Resources.Events, e => told.Add(e.Object.Root.StringAt("reason") ?? ""));

        _cluster.Api.Delete(Resources.Namespaces, new ObjectKey("", "going"), DeleteOptions.Default, Me);
        _cluster.Loop.Advance(TimeSpan.FromMinutes(1));

        told.ShouldNotContain("FailedCreate");
        told.ShouldNotContain("ReplicaSetCreateError");
        _cluster.Store.Find(Resources.Namespaces, new ObjectKey("", "going")).ShouldBeNull();
    }

    /// <summary>A controller with an old cache takes for an orphan what another has adopted since: the server refuses (found by simulation).</summary>
    [Fact]
    public void An_object_has_one_controller_at_most()
    {
        CreateReplicaSet(0, isOwned: true);
        var owned = _cluster.Api.Get(Resources.ReplicaSets, new ObjectKey("default", "web"));
        var other = new OwnerReference("apps/v1", "Deployment", "other", "22222222-2222-2222-2222-222222222222", true, true);

        var refusal = Should.Throw<ApiException>(() => _cluster.Api.Update(Resources.ReplicaSets, owned.WithOwner(other), Me));

        refusal.Status.Code.ShouldBe(422);
        refusal.Message.ShouldContain("Only one reference can have Controller set to true. Found \"true\" in references for Namespace/default and Deployment/other");
    }

    private IEnumerable<KubeObject> Pods() => _cluster.Store.Read(Resources.Pods).Objects.Values.Where(p => p.Namespace == "default");

    private void CreatePod(string name, string node) => _cluster.Api.Create(Resources.Pods, KubeObject.Parse($$$"""
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{name}}}","namespace":"default","labels":{"app":"web"}},"spec":{"nodeName":"{{{node}}}","containers":[{"name":"c","image":"nginx"}]}}
        """), Me);

    private void CreateReplicaSet(int replicas, bool isOwned)
    {
        var owner = _cluster.Api.Get(Resources.Namespaces, new ObjectKey("", "default"));
        var replicaSet = KubeObject.Parse($$$"""
            {"apiVersion":"apps/v1","kind":"ReplicaSet","metadata":{"name":"web","namespace":"default"},
             "spec":{"replicas":{{{replicas}}},"selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"c","image":"nginx"}]} } } }
            """);
        _cluster.Api.Create(Resources.ReplicaSets, isOwned ? replicaSet.WithOwner(OwnerReference.ControllerOf(owner)) : replicaSet, Me);
    }
}
