using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Api.Patching;
using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Requests;

/// <summary>
/// The update that takes the last finalizer off an object that is being deleted is the deletion, in one write (registry/store.go,
/// deleteWithoutFinalizers; golden/real-kubelet/16b and 16c). In two, a process that dies in between leaves an object that nobody deletes.
/// </summary>
public sealed class LastFinalizerTests
{
    private static readonly WriteContext Hand = new("somebody", "hand");

    private readonly EmbeddedCluster _cluster = new(new ClusterOptions());
    private readonly List<StoreEvent> _seen = [];

    [Fact]
    public void It_goes_in_one_write_and_watches_are_told_of_it_as_it_stood()
    {
        _cluster.Api.Create(Resources.ConfigMaps, KubeObject.Parse("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"default","finalizers":["example.com/x"]}}"""), Hand);
        _cluster.Api.Delete(Resources.ConfigMaps, new ObjectKey("default", "a"), DeleteOptions.Default, Hand);
        _cluster.Store.Subscribe(Resources.ConfigMaps, _seen.Add);
        var revision = _cluster.Store.Revision;

        var answer = _cluster.Api.Patch(Resources.ConfigMaps, new ObjectKey("default", "a"), new Patch.Merge((MapValue)ValueReader.Read("""{"metadata":{"finalizers":null}}""")), Hand);

        answer.Finalizers.ShouldBeEmpty();
        _cluster.Store.Revision.ShouldBe(revision + 1);
        var change = _seen.ShouldHaveSingleItem();
        change.Type.ShouldBe(StoreEventType.Deleted);
        change.Object.Finalizers.ShouldBe(["example.com/x"]);
    }

    [Fact]
    public void A_namespace_that_is_finalized_goes_in_one_write()
    {
        _cluster.Api.Create(Resources.Namespaces, KubeObject.Parse("""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"a"}}"""), Hand);
        var marked = _cluster.Api.Delete(Resources.Namespaces, new ObjectKey("", "a"), DeleteOptions.Default, Hand).Object;
        _cluster.Store.Subscribe(Resources.Namespaces, _seen.Add);

        _cluster.Api.Finalize(marked.With("spec", MapValue.Empty), Hand);

        _seen.ShouldHaveSingleItem().Type.ShouldBe(StoreEventType.Deleted);
    }

    [Fact]
    public void One_that_has_time_left_is_only_updated()
    {
        _cluster.Loop.Advance(TimeSpan.FromSeconds(5));
        _cluster.Api.Create(Resources.Pods, KubeObject.Parse("""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","namespace":"default","finalizers":["example.com/x"]},"spec":{"containers":[{"name":"c","image":"nginx"}]}}"""), Hand);
        _cluster.Loop.Advance(TimeSpan.FromSeconds(5));
        _cluster.Api.Delete(Resources.Pods, new ObjectKey("default", "a"), DeleteOptions.Default, Hand);
        _cluster.Store.Subscribe(Resources.Pods, _seen.Add);

        _cluster.Api.Patch(Resources.Pods, new ObjectKey("default", "a"), new Patch.Merge((MapValue)ValueReader.Read("""{"metadata":{"finalizers":null}}""")), Hand);

        _seen.ShouldHaveSingleItem().Type.ShouldBe(StoreEventType.Modified);
    }
}
