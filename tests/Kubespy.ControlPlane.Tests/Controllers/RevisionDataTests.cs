using Kubespy.ControlPlane.Api.Schema;
using Kubespy.ControlPlane.Controllers.Deployments;
using Kubespy.ControlPlane.Controllers.History;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Controllers;

/// <summary>The data and the hashes of ControllerRevisions, beside those that a real cluster wrote.</summary>
public sealed class RevisionDataTests
{
    public static TheoryData<string> Recorded => [.. Vectors.Select(v => v.StringAt("name")!)];

    private static IEnumerable<Value> Vectors => Fixture.Json("hash-vectors.json").AsList()!.Where(v => v.StringAt("kind") == "ControllerRevision");

    [Theory]
    [MemberData(nameof(Recorded))]
    public void A_revision_has_the_data_and_the_hash_that_a_real_cluster_gave_it(string name)
    {
        var vector = Vectors.Single(v => v.StringAt("name") == name);
        var template = new ObjectNormalizer().Normalize(vector.MapAt("data", "spec", "template")!.Without("$patch"), Schemas.PodTemplateSpec);
        var owner = new KubeObject(MapValue.Of(("kind", "StatefulSet"), ("spec", MapValue.Of(("template", template)))));

        var data = RevisionData.Of(owner);

        data.ToString().ShouldBe(vector.MapAt("data")!.ToString(), "sorted as Go sorts");
        var hash = vector.MapAt("labels")!.StringAt("controller.kubernetes.io/hash") is { } ofStatefulSet
            ? (ofStatefulSet, RevisionData.Hash(data, 0))
            : (vector.MapAt("labels")!.StringAt("controller-revision-hash"), PodTemplateHash.Compute(template, null));
        hash.Item2.ShouldBe(hash.Item1);
        name.ShouldEndWith("-" + hash.Item2);
    }

    [Fact]
    public void There_are_vectors_of_both_kinds() => Vectors.Select(v => v.ListAt("owner")[0].AsList()![0].AsString()).ShouldBe(["DaemonSet", "StatefulSet"], ignoreOrder: true);

    /// <summary>The bytes that are hashed are those of encoding/json: computed with Go's hash/fnv from the bytes written out here.</summary>
    [Fact]
    public void What_HTML_would_read_is_escaped_before_it_is_hashed()
    {
        var data = MapValue.Of(("b", "<a href=\"x\">&\u2028"), ("a", ListValue.Of([1, true, Value.Null])));
        RevisionData.Hash(data, 0).ShouldBe(Fnv("{\"a\":[1,true,null],\"b\":\"\\u003ca href=\\\"x\\\"\\u003e\\u0026\\u2028\"}0"));
    }

    [Fact]
    public void A_collision_gives_another_hash() => RevisionData.Hash(MapValue.Empty, 1).ShouldNotBe(RevisionData.Hash(MapValue.Empty, 0));

    private static string Fnv(string text)
    {
        const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";
        var hash = 2166136261u;
        foreach (var b in System.Text.Encoding.UTF8.GetBytes(text))
        {
            hash = unchecked(hash * 16777619u) ^ b;
        }

        return string.Concat(hash.ToString(System.Globalization.CultureInfo.InvariantCulture).Select(c => Alphabet[c % 27]));
    }
}
