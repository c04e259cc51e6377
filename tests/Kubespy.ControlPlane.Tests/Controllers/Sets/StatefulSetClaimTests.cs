using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Controllers.Sets;

/// <summary>The claims of a StatefulSet: made before its Pods, kept or deleted by the retention policy (KEP-1847).</summary>
public sealed class StatefulSetClaimTests
{
    private readonly SetBench _bench = new();

    [Fact]
    public void Each_Pod_has_its_claim_with_the_labels_of_the_selector()
    {
        Create("{}").After(15);

        var claim = _bench.Get(Resources.PersistentVolumeClaims, "data-web-1");
        claim.Labels.ToString().ShouldBe("""{"app":"web","tier":"db"}""");
        claim.Root.StringAt("status", "phase").ShouldBe("Bound");
        _bench.Get(Resources.Pods, "web-1").Root.ListAt("spec", "volumes")[0].ToString().ShouldBe("""{"name":"data","persistentVolumeClaim":{"claimName":"data-web-1"}}""");
        _bench.Told.Take(2).ShouldBe(["Normal SuccessfulCreate Create Claim data-web-0 Pod web-0 in StatefulSet web success", "Normal SuccessfulCreate Create Pod web-0 in StatefulSet web successful"]);
    }

    [Theory]
    [InlineData("""{"whenDeleted":"Retain","whenScaled":"Retain"}""", "none", "data-web-0,data-web-1", "data-web-0,data-web-1")]
    [InlineData("""{"whenDeleted":"Delete","whenScaled":"Retain"}""", "StatefulSet", "data-web-0,data-web-1", "")]
    [InlineData("""{"whenDeleted":"Retain","whenScaled":"Delete"}""", "none", "data-web-0", "data-web-0")]
    [InlineData("""{"whenDeleted":"Delete","whenScaled":"Delete"}""", "StatefulSet", "data-web-0", "")]
    public void A_claim_goes_when_its_policy_says(string policy, string owner, string afterScaling, string afterDeletion)
    {
        Create(policy).After(15);
        (_bench.Get(Resources.PersistentVolumeClaims, "data-web-1").ControllerRef?.Kind ?? "none").ShouldBe(owner);

        _bench.Patch(Resources.StatefulSets, "web", """{"spec":{"replicas":1}}""").After(60);
        Claims().ShouldBe(afterScaling);

        _bench.Delete(Resources.StatefulSets, "web").After(60);
        Claims().ShouldBe(afterDeletion);
    }

    [Fact]
    public void Another_policy_is_taken_over_by_the_claims_that_are_there()
    {
        Create("{}").After(15);
        _bench.Patch(Resources.StatefulSets, "web", """{"spec":{"persistentVolumeClaimRetentionPolicy":{"whenDeleted":"Delete"}}}""").After(5);
        _bench.Get(Resources.PersistentVolumeClaims, "data-web-0").ControllerRef?.Kind.ShouldBe("StatefulSet");

        _bench.Patch(Resources.StatefulSets, "web", """{"spec":{"persistentVolumeClaimRetentionPolicy":{"whenDeleted":"Retain"}}}""").After(5);
        _bench.Get(Resources.PersistentVolumeClaims, "data-web-0").ControllerRef.ShouldBeNull();
    }

    [Fact]
    public void A_claim_that_somebody_else_controls_is_left_and_told()
    {
        var owner = OwnerReference.ControllerOf(_bench.Cluster.Api.Get(Resources.Namespaces, new ObjectKey("", "default")));
        _bench.Cluster.Api.Create(
            Resources.PersistentVolumeClaims,
            KubeObject.Parse("""{"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{"name":"data-web-0","namespace":"default"},"spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}}}""").WithOwner(owner),
            new WriteContext("me", "me"));
        Create("""{"whenDeleted":"Delete"}""").After(15);

        _bench.Get(Resources.PersistentVolumeClaims, "data-web-0").OwnerReferences.ShouldBe([owner]);
        _bench.Told.ShouldContain("Warning ConflictingController PersistentVolumeClaim data-web-0 has a conflicting OwnerReference that acts as a manging controller, the retention policy is ignored for this claim");
    }

    [Fact]
    public void A_Pod_waits_for_a_claim_that_is_deleted_and_gets_a_new_one()
    {
        Create("{}", replicas: 1).After(15);
        var former = _bench.Get(Resources.PersistentVolumeClaims, "data-web-0").Uid;
        _bench.Delete(Resources.PersistentVolumeClaims, "data-web-0").After(1);
        _bench.Delete(Resources.Pods, "web-0").After(60);

        _bench.Get(Resources.PersistentVolumeClaims, "data-web-0").Uid.ShouldNotBe(former);
        _bench.Get(Resources.StatefulSets, "web").Status.Int64At("readyReplicas").ShouldBe(1);
    }

    [Fact]
    public void A_claim_that_is_refused_is_told_and_no_Pod_comes()
    {
        _bench.Create(Resources.ResourceQuotas, """{"apiVersion":"v1","kind":"ResourceQuota","metadata":{"name":"few","namespace":"default"},"spec":{"hard":{"persistentvolumeclaims":"0"}}}""").After(1);
        Create("{}").After(5);

        _bench.Pods.ShouldBeEmpty();
        const string Refusal = "persistentvolumeclaims \"data-web-0\" is forbidden: exceeded quota: few, requested: persistentvolumeclaims=1, used: persistentvolumeclaims=0, limited: persistentvolumeclaims=0";
        _bench.Told.ShouldContain($"Warning FailedCreate Create Claim data-web-0 for Pod web-0 in StatefulSet web failed error: {Refusal}");
        _bench.Told.ShouldContain($"Warning FailedCreate Create Pod web-0 in StatefulSet web failed error: failed to create PVC data-web-0: {Refusal}");
    }

    private SetBench Create(string policy, int replicas = 2) => _bench.StatefulSet(replicas, $$$""","persistentVolumeClaimRetentionPolicy":{{{policy}}},"volumeClaimTemplates":[{"metadata":{"name":"data","labels":{"tier":"db"}},"spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"} } } }]""");

    private string Claims() => string.Join(',', _bench.All(Resources.PersistentVolumeClaims).Select(c => c.Name));
}
