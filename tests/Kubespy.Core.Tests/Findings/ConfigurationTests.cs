using Kubespy.Core.Values;
using Kubespy.Core.Objects;
using static Kubespy.Core.Tests.Findings.Given;

namespace Kubespy.Core.Tests.Findings;

/// <summary>Configuration and volumes: what a Pod needs before its containers start.</summary>
public sealed class ConfigurationTests
{
    [Theory]
    [InlineData("configmap \"web-config\" not found", "ConfigMap web-config does not exist")]
    [InlineData("secret \"web-secret\" not found", "Secret web-secret does not exist")]
    [InlineData("couldn't find key url in ConfigMap default/web-config", "ConfigMap web-config has no key url")]
    [InlineData("couldn't find key pass word in Secret default/web-secret", "Secret web-secret has no key pass word")]
    public void What_the_environment_asks_for_and_does_not_find(string message, string summary)
    {
        var finding = new Given().Diagnose(Pod("web-1", Waiting("CreateContainerConfigError", message))).Single();
        (finding.Cause, finding.Summary, finding.IsFinal).ShouldBe(("configuration-missing", summary, true));
    }

    [Theory]
    [InlineData("MountVolume.SetUp failed for volume \"conf\" : configmap \"web-config\" not found", "ConfigMap web-config does not exist")]
    [InlineData("MountVolume.SetUp failed for volume \"keys\" : secret \"web-secret\" not found", "Secret web-secret does not exist")]
    [InlineData("MountVolume.SetUp failed for volume \"conf\" : configmap references non-existent config key: app.yaml", "ConfigMap of volume conf has no key app.yaml")]
    public void What_a_volume_asks_for_and_does_not_find_is_no_trouble_with_the_volume(string message, string summary)
    {
        var pod = Pod("web-1", Waiting("ContainerCreating"));
        var finding = new Given().Event(pod, "FailedMount", message, count: 6).Diagnose(pod).Single();
        (finding.Cause, finding.Summary).ShouldBe(("configuration-missing", summary));
    }

    [Fact]
    public void What_is_applied_together_arrives_together()
    {
        var young = Pod("web-1", Waiting("CreateContainerConfigError", "configmap \"a\" not found"), metadata: $$""","creationTimestamp":"{{Ago(3)}}" """);
        new Given().Diagnose(young).Single().IsFinal.ShouldBeFalse();
    }

    [Fact]
    public void What_exists_by_now_is_found_at_the_next_try()
    {
        var finding = new Given().With(Object("v1", "ConfigMap", "a", """ "data":{} """)).Diagnose(Pod("web-1", Waiting("CreateContainerConfigError", "configmap \"a\" not found"))).Single();
        finding.IsFinal.ShouldBeFalse();
        finding.Evidence[^1].Text.ShouldBe("ConfigMap a exists by now");
    }

    [Theory]
    [InlineData("FailedAttachVolume", "AttachVolume.Attach failed for volume \"pvc-1\" : rpc error: code = NotFound desc = disk gone", "volume pvc-1 cannot be attached: disk gone")]
    [InlineData("FailedMount", "MountVolume.MountDevice failed for volume \"pvc-1\" : wrong fs type", "volume pvc-1 cannot be mounted: wrong fs type")]
    [InlineData("FailedMount", "Unable to attach or mount volumes: unmounted volumes=[data], unattached volumes=[], failed to process volumes=[]: context deadline exceeded", "volume data cannot be mounted: it takes too long")]
    public void A_volume_that_does_not_mount(string reason, string message, string summary)
    {
        var pod = Pod("web-1", Waiting("ContainerCreating"));
        var finding = new Given().Event(pod, reason, message).Diagnose(pod).Single();
        (finding.Cause, finding.Summary, finding.IsFinal).ShouldBe(("volume", summary, false));
    }

    [Theory]
    [InlineData("ProvisioningFailed", "storageclass.storage.k8s.io \"fast\" not found", "claim data is not bound: StorageClass fast does not exist", true)]
    [InlineData("FailedBinding", "no persistent volumes available for this claim and no storage class is set", "claim data is not bound: no volume matches, and it names no StorageClass", false)]
    [InlineData("ExternalProvisioning", "Waiting for a volume to be created", "claim data is not bound: its provisioner has made no volume yet", false)]
    [InlineData("", "", "claim data is not bound: no Event tells why", false)]
    public void An_unbound_claim_is_the_root_of_a_Pod_that_is_not_scheduled(string reason, string message, string summary, bool isFinal)
    {
        var claim = Object("v1", "PersistentVolumeClaim", "data", """ "spec":{"storageClassName":"fast"},"status":{"phase":"Pending"} """);
        var given = new Given().With(claim);
        _ = reason.Length == 0 ? given : given.Event(claim, reason, message, type: "Normal");
        var finding = given.Diagnose(Pending("0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims. preemption: 0/1")).Single();
        (finding.Cause, finding.Summary, finding.IsFinal).ShouldBe(("volume", summary, isFinal));
        finding.Subjects.ShouldBe(["pod/web-1"]);
    }

    [Fact]
    public void A_claim_that_does_not_exist_is_named()
    {
        new Given().Diagnose(Pending("persistentvolumeclaim \"data\" not found")).Single().Summary.ShouldBe("claim data does not exist");
    }

    [Fact]
    public void A_claim_is_asked_about_itself_and_one_that_waits_for_its_Pod_is_as_it_should_be()
    {
        var claim = Object("v1", "PersistentVolumeClaim", "data", """ "spec":{"storageClassName":"local"},"status":{"phase":"Pending"} """);
        var finding = new Given().About(claim).Event(claim, "WaitForFirstConsumer", "waiting for first consumer to be created before binding", type: "Normal").Diagnose().Single();
        (finding.Subjects[0], finding.Summary, finding.IsByDesign).ShouldBe(("pvc/data", "claim data is not bound: it waits for a Pod to be scheduled", true));
    }

    private static KubeObject Pending(string message) => Object("v1", "Pod", "web-1", $$$"""
        "spec":{"volumes":[{"name":"d","persistentVolumeClaim":{"claimName":"data"}}]},
        "status":{"phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","reason":"Unschedulable","message":{{{StringValue.Of(message)}}}}]}
        """);
}
