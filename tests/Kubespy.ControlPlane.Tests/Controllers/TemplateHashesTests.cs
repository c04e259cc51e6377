using System.Text;
using Kubespy.ControlPlane.Controllers.Deployments;
using Kubespy.ControlPlane.Controllers.History;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Controllers;

/// <summary>
/// Some five hundred random templates of every field that 1.36 takes, as clients write them: what the server makes of each has the hash
/// that a real 1.36.2 gave it (tools/hash-vectors.py).
/// </summary>
public sealed class TemplateHashesTests
{
    private readonly InProcessApi _api = new();

    [Theory]
    [InlineData("Deployment", 200)]
    [InlineData("DaemonSet", 100)]
    [InlineData("StatefulSet", 100)]
    public void A_random_template_has_the_hash_that_a_real_cluster_gave_it(string kind, int atLeast)
    {
        var vectors = Fixture.Json("template-hashes.json.br").AsList()!.Where(v => v.StringAt("kind") == kind).ToList();
        vectors.Count.ShouldBeGreaterThanOrEqualTo(atLeast);
        vectors.Select(v => v.StringAt("hash")).Distinct().Count().ShouldBe(vectors.Count);
        foreach (var vector in vectors)
        {
            var workload = Stored(kind, vector.MapAt("template")!);
            var hash = kind == "StatefulSet"
                ? RevisionData.Hash(RevisionData.Of(workload), 0)
                : PodTemplateHash.Compute(workload.Root.MapAt("spec", "template")!, null);

            hash.ShouldBe(vector.StringAt("hash"), workload.Root.ToString());
        }
    }

    /// <summary>What the server keeps of a workload with that template.</summary>
    private KubeObject Stored(string kind, MapValue template)
    {
        var spec = MapValue.Of(
            ("selector", MapValue.Of(("matchLabels", MapValue.Of(("app", template.StringAt("metadata", "labels", "app")!))))), ("template", template));
        spec = kind == "DaemonSet" ? spec : spec.With("replicas", 0);
        spec = kind == "StatefulSet" ? spec.With("serviceName", "x") : spec;
        var workload = MapValue.Of(("apiVersion", "apps/v1"), ("kind", kind), ("metadata", MapValue.Of(("name", "x"))), ("spec", spec));
        using var answer = _api.Send(
            "POST", $"/apis/apps/v1/namespaces/default/{kind.ToLowerInvariant()}s?dryRun=All", Encoding.UTF8.GetBytes(workload.ToString()), "application/json");
        answer.Code.ShouldBe(201, answer.Text);
        return new KubeObject(answer.Json.AsMap()!);
    }
}
