using Kubespy.ControlPlane.Api.Schema;
using Kubespy.ControlPlane.Controllers.Deployments;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Controllers;

public sealed class PodTemplateHashTests
{
    [Fact]
    public void A_template_has_the_hash_that_a_real_cluster_gave_it()
    {
        foreach (var vector in Fixture.Json("hash-vectors.json").AsList()!.Where(v => v.StringAt("kind") == "ReplicaSet"))
        {
            var template = new ObjectNormalizer().Normalize(vector.MapAt("template")!, Schemas.PodTemplateSpec);
            PodTemplateHash.Compute(template, null).ShouldBe(vector.StringAt("hash"), template.ToString());
        }
    }
}
