using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Api.Patching;
using Kubespy.ControlPlane.Api.Schema;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Requests;

/// <summary>Writes that are prepared from a snapshot and committed later end as if they had been made at the commit.</summary>
public sealed class PreparedWritesTests
{
    private static readonly WriteContext Context = new("someone", "test/1");

    private readonly EmbeddedCluster _cluster = new(new ClusterOptions());

    [Fact]
    public void A_prepared_Pod_is_the_one_that_the_loop_would_have_made()
    {
        var pod = Parse("""{"kind":"Pod","apiVersion":"v1","metadata":{"generateName":"p-","namespace":"default"},"spec":{"containers":[{"name":"c","image":"i"}],"initContainers":[{"name":"i","image":"i"}]}}""");
        var twin = new EmbeddedCluster(new ClusterOptions());

        var prepared = _cluster.Api.Prepared.Create(Resources.Pods, pod, Context, _cluster.Loop.Now)();
        var direct = twin.Api.Create(Resources.Pods, pod, Context);

        prepared.Root.ToString().ShouldBe(direct.Root.ToString());
        prepared.Name.ShouldNotContain(NewIdentity.SuffixPlaceholder);
    }

    [Fact]
    public void A_new_object_carries_the_time_of_its_commit()
    {
        var commit = _cluster.Api.Prepared.Create(Resources.ConfigMaps, ConfigMap("1"), Context, _cluster.Loop.Now);
        _cluster.Loop.Advance(TimeSpan.FromMinutes(1));
        var created = commit();

        created.CreationTimestamp.ShouldBe(_cluster.Loop.Now);
        created.Metadata.ListAt("managedFields")[0].StringAt("time").ShouldBe(Timestamp.Format(_cluster.Loop.Now));
    }

    [Fact]
    public void Two_that_prepared_the_same_name_cannot_both_create_it()
    {
        var first = _cluster.Api.Prepared.Create(Resources.ConfigMaps, ConfigMap("1"), Context, _cluster.Loop.Now);
        var second = _cluster.Api.Prepared.Create(Resources.ConfigMaps, ConfigMap("2"), Context, _cluster.Loop.Now);
        first();

        Should.Throw<ApiException>(() => second()).IsAlreadyExists.ShouldBeTrue();
    }

    [Fact]
    public void A_namespace_that_went_meanwhile_takes_nothing_new()
    {
        _cluster.Api.Create(Resources.Namespaces, Parse("""{"kind":"Namespace","apiVersion":"v1","metadata":{"name":"n"}}"""), Context);
        var commit = _cluster.Api.Prepared.Create(Resources.ConfigMaps, ConfigMap("1").WithMetadata("namespace", "n"), Context, _cluster.Loop.Now);
        _cluster.Api.Delete(Resources.Namespaces, new ObjectKey("", "n"), DeleteOptions.Default, Context);

        Should.Throw<ApiException>(() => commit()).Status.Code.ShouldBe(403);
    }

    [Fact]
    public void Patches_prepared_from_the_same_revision_are_both_in_the_end()
    {
        _cluster.Api.Create(Resources.ConfigMaps, ConfigMap("1"), Context);
        var first = Patch("""{"data":{"a":"x"}}""");
        var second = Patch("""{"data":{"b":"y"}}""");
        first();
        var last = second().Object;

        last.Root.At("data")!.ToString().ShouldBe("""{"a":"x","b":"y"}""");
    }

    [Fact]
    public void An_update_of_an_older_revision_is_refused_at_the_commit()
    {
        var created = _cluster.Api.Create(Resources.ConfigMaps, ConfigMap("1"), Context);
        var update = _cluster.Api.Prepared.Update(
            Resources.ConfigMaps, created.With("data", MapValue.Of(("a", "mine"))), Context, "", _cluster.Loop.Now);
        Patch("""{"data":{"a":"theirs"}}""")();

        Should.Throw<ApiException>(() => update()).IsConflict.ShouldBeTrue();
    }

    private static KubeObject ConfigMap(string value) =>
        Parse($$$"""{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"c","namespace":"default"},"data":{"a":"{{{value}}}"}}""");

    private static KubeObject Parse(string json) => KubeObject.Parse(json);

    private Func<(KubeObject Object, IReadOnlyList<string> Warnings)> Patch(string patch) => _cluster.Api.Prepared.Patch(
        Resources.ConfigMaps, new ObjectKey("default", "c"), new Patch.Merge(MergePatch.Parse(ValueReader.Read(patch))), Context, "",
        FieldValidation.Ignore, _cluster.Loop.Now);
}
