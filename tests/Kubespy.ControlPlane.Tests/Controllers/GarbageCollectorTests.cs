using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Controllers;

/// <summary>What goes with its owners, when, and what stays (pkg/controller/garbagecollector).</summary>
public sealed class GarbageCollectorTests
{
    private static readonly WriteContext Me = new("me", "kubectl/v1.32");

    private readonly EmbeddedCluster _cluster = new(new ClusterOptions { Nodes = 1 });

    public GarbageCollectorTests() => _cluster.Loop.Advance(TimeSpan.FromSeconds(1));

    [Fact]
    public void An_owner_of_an_unknown_kind_says_nothing_and_the_dependent_stays()
    {
        Create("a", Owner("example.com/v1", "Widget", "w", "11111111-1111-1111-1111-111111111111"));
        Settle();
        Names().ShouldBe(["a"]);
    }

    [Fact]
    public void What_is_in_no_namespace_cannot_have_an_owner_in_one_and_stays()
    {
        var node = _cluster.Api.Get(Resources.Nodes, new ObjectKey("", "node-1"));
        _cluster.Api.Update(Resources.Nodes, node.WithOwner(new OwnerReference("v1", "ConfigMap", "a", "11111111-1111-1111-1111-111111111111", false, false)), Me);
        _cluster.Loop.Advance(TimeSpan.FromSeconds(5));
        _cluster.Store.Find(Resources.Nodes, new ObjectKey("", "node-1")).ShouldNotBeNull();
    }

    [Fact]
    public void An_owner_in_another_namespace_is_none_and_an_Event_says_so()
    {
        var owner = _cluster.Api.Create(Resources.ConfigMaps, ConfigMap("o", "kube-system", []), Me);
        Create("a", OwnerOf(owner));
        Settle();
        Names().ShouldBeEmpty();
        _cluster.Store.Read(Resources.Events).Objects.Values.Select(e => e.Root.StringAt("message")).ShouldContain(
            $"ownerRef [v1/ConfigMap, namespace: default, name: o, uid: {owner.Uid}] does not exist in namespace \"default\"");
    }

    [Fact]
    public void A_dependent_that_gets_an_absent_owner_later_goes_too()
    {
        var a = Create("a");
        Settle();
        _cluster.Api.Update(Resources.ConfigMaps, a.WithMetadata("ownerReferences", ListValue.Of([Owner("v1", "ConfigMap", "none", "11111111-1111-1111-1111-111111111111")])), Me);
        Settle();
        Names().ShouldBeEmpty();
    }

    [Fact]
    public void Of_two_owners_the_one_that_is_gone_is_struck_out_and_the_other_stays_as_it_was_written()
    {
        var (first, second) = (Create("o1"), Create("o2"));
        Create("a", OwnerOf(first), OwnerOf(second));
        Settle();
        Delete("o1", PropagationPolicy.Background);
        Settle();
        Find("a")!.Metadata.ListAt("ownerReferences").ShouldBe([OwnerOf(second)]);
    }

    [Fact]
    public void In_the_foreground_dependents_that_do_not_block_go_at_once_as_well()
    {
        var owner = Create("o");
        Create("blocks", OwnerOf(owner, blocks: true));
        Create("free", OwnerOf(owner));
        Hold("blocks");
        Settle();
        Delete("o", PropagationPolicy.Foreground);
        Settle();
        Names().ShouldBe(["blocks", "o"]);
        Find("blocks")!.IsBeingDeleted.ShouldBeTrue();
        Release("blocks");
        Settle();
        Names().ShouldBeEmpty();
    }

    [Fact]
    public void An_owner_goes_when_the_last_dependent_that_blocked_it_is_cut_loose()
    {
        var owner = Create("o");
        Create("blocks", OwnerOf(owner, blocks: true));
        Hold("blocks");
        Settle();
        Delete("o", PropagationPolicy.Foreground);
        Settle();
        _cluster.Api.Update(Resources.ConfigMaps, Find("blocks")!.WithMetadata("ownerReferences", null), Me);
        Settle();
        Names().ShouldBe(["blocks"]);
    }

    [Fact]
    public void A_ring_of_owners_does_not_wait_for_itself()
    {
        var a = Create("a");
        var b = Create("b", OwnerOf(a, blocks: true));
        _cluster.Api.Update(Resources.ConfigMaps, a.WithMetadata("ownerReferences", ListValue.Of([OwnerOf(b, blocks: true)])), Me);
        Settle();
        Delete("a", PropagationPolicy.Foreground);
        Settle();
        Names().ShouldBeEmpty();
    }

    [Fact]
    public void Orphans_keep_their_other_owners()
    {
        var (first, second) = (Create("o1"), Create("o2"));
        Create("a", OwnerOf(first, blocks: true), OwnerOf(second));
        Settle();
        Delete("o1", PropagationPolicy.Orphan);
        Settle();
        Names().ShouldBe(["a", "o2"]);
        Find("a")!.Metadata.ListAt("ownerReferences").ShouldBe([OwnerOf(second)]);
    }

    private void Settle() => _cluster.Loop.Advance(TimeSpan.FromSeconds(2));

    private KubeObject Create(string name, params MapValue[] owners) => _cluster.Api.Create(Resources.ConfigMaps, ConfigMap(name, "default", owners), Me);

    private static KubeObject ConfigMap(string name, string ns, MapValue[] owners) => new(MapValue.Of(
        ("kind", "ConfigMap"), ("apiVersion", "v1"),
        ("metadata", new MapBuilder().Set("name", name).Set("namespace", ns).Set("ownerReferences", owners.Length == 0 ? null : ListValue.Of(owners)).ToMap())));

    private static MapValue Owner(string apiVersion, string kind, string name, string uid) =>
        MapValue.Of(("apiVersion", apiVersion), ("kind", kind), ("name", name), ("uid", uid));

    private static MapValue OwnerOf(KubeObject owner, bool blocks = false)
    {
        var reference = Owner("v1", "ConfigMap", owner.Name, owner.Uid);
        return blocks ? reference.With("blockOwnerDeletion", true) : reference;
    }

    private void Hold(string name) => _cluster.Api.Update(Resources.ConfigMaps, Find(name)!.WithFinalizers(["example.com/hold"]), Me);

    private void Release(string name) => _cluster.Api.Update(
        Resources.ConfigMaps, Find(name)!.WithFinalizers(Find(name)!.Finalizers.Where(f => f != "example.com/hold")), Me);

    private void Delete(string name, PropagationPolicy policy) =>
        _cluster.Api.Delete(Resources.ConfigMaps, new ObjectKey("default", name), new DeleteOptions { PropagationPolicy = policy }, Me);

    private KubeObject? Find(string name) => _cluster.Store.Find(Resources.ConfigMaps, new ObjectKey("default", name));

    private IReadOnlyList<string> Names() =>
        [.. _cluster.Store.Read(Resources.ConfigMaps).Objects.Values.Where(c => c.Namespace == "default" && c.Name != "kube-root-ca.crt").Select(c => c.Name).Order(StringComparer.Ordinal)];
}
