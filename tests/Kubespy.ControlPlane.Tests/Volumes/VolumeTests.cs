using System.Text;
using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Tests.Volumes;

/// <summary>Claims find a volume, or say why not; what is in use stays.</summary>
public class VolumeTests
{
    private readonly InProcessApi _api;

    public VolumeTests()
        : this(new InProcessApi())
    {
    }

    private protected VolumeTests(InProcessApi api) => _api = api;

    [Fact]
    public void A_class_of_attributes_stays_while_a_claim_names_it()
    {
        const string Classes = "/apis/storage.k8s.io/v1/volumeattributesclasses";
        Send("POST", Classes, """{"apiVersion":"storage.k8s.io/v1","kind":"VolumeAttributesClass","metadata":{"name":"gold"},"driverName":"a.example.com","parameters":{"a":"b"} }""");
        Claim("data", ",\"volumeAttributesClassName\":\"gold\"");
        Send("DELETE", Classes + "/gold", "");
        _api.Settle();
        Find(ComponentResources.VolumeAttributesClasses, "", "gold")!.IsBeingDeleted.ShouldBeTrue();

        Send("DELETE", "/api/v1/namespaces/default/persistentvolumeclaims/data", "");
        _api.Settle();
        Find(ComponentResources.VolumeAttributesClasses, "", "gold").ShouldBeNull();

        void Send(string method, string path, string body)
        {
            using var answer = _api.Send(method, path, Encoding.UTF8.GetBytes(body), "application/json");
            answer.Code.ShouldBeLessThan(300, answer.Text);
        }
    }

    [Fact]
    public void A_claim_of_the_default_class_is_bound_after_a_moment()
    {
        Claim("data", "");
        _api.Settle();

        var claim = Find(Resources.PersistentVolumeClaims, "default", "data")!;
        claim.Root.StringAt("spec", "storageClassName").ShouldBe("standard");
        claim.Root.At("status")!.ToString().ShouldBe("""{"phase":"Bound","accessModes":["ReadWriteOnce"],"capacity":{"storage":"1Gi"}}""");
        Reasons("data").ShouldBe(["ExternalProvisioning", "Provisioning", "ProvisioningSucceeded"], ignoreOrder: true);
        var volume = Find(Resources.PersistentVolumes, "", $"pvc-{claim.Uid}")!;
        volume.Root.StringAt("status", "phase").ShouldBe("Bound");
    }

    [Fact]
    public void A_claim_of_an_unknown_class_stays_pending_and_says_so()
    {
        Claim("data", ",\"storageClassName\":\"fast\"");
        _api.Settle();

        Find(Resources.PersistentVolumeClaims, "default", "data")!.Root.StringAt("status", "phase").ShouldBe("Pending");
        Messages("data").ShouldBe(["storageclass.storage.k8s.io \"fast\" not found"]);
    }

    [Fact]
    public void A_claim_without_a_class_takes_a_volume_that_suits_or_waits_for_one()
    {
        Claim("data", ",\"storageClassName\":\"\"");
        _api.Settle();
        Messages("data").ShouldBe(["no persistent volumes available for this claim and no storage class is set"]);

        Post("/api/v1/persistentvolumes", """{"kind":"PersistentVolume","apiVersion":"v1","metadata":{"name":"disk"},"spec":{"capacity":{"storage":"5Gi"},"accessModes":["ReadWriteOnce"],"hostPath":{"path":"/disk"}}}""");
        _api.Settle();
        _api.Cluster.Loop.Advance(TimeSpan.FromSeconds(20));

        Find(Resources.PersistentVolumeClaims, "default", "data")!.Root.StringAt("spec", "volumeName").ShouldBe("disk");
        Find(Resources.PersistentVolumes, "", "disk")!.Root.StringAt("status", "phase").ShouldBe("Bound");
    }

    [Fact]
    public void A_claim_whose_class_waits_is_bound_once_a_Pod_is_scheduled()
    {
        Post("/apis/storage.k8s.io/v1/storageclasses", """{"kind":"StorageClass","apiVersion":"storage.k8s.io/v1","metadata":{"name":"lazy"},"provisioner":"kubespy.dev/simulated","volumeBindingMode":"WaitForFirstConsumer"}""");
        Claim("data", ",\"storageClassName\":\"lazy\"");
        _api.Settle();
        Messages("data").ShouldBe(["waiting for first consumer to be created before binding"]);

        UsingPod();
        _api.Settle();
        _api.Settle();
        Find(Resources.PersistentVolumeClaims, "default", "data")!.Root.StringAt("status", "phase").ShouldBe("Bound");
    }

    [Fact]
    public void A_claim_in_use_goes_with_its_Pod_and_its_volume_after_it()
    {
        Claim("data", "");
        _api.Settle();
        UsingPod();
        _api.Settle();
        var volume = Find(Resources.PersistentVolumeClaims, "default", "data")!.Root.StringAt("spec", "volumeName")!;
        using var claimDeleted = _api.Send("DELETE", "/api/v1/namespaces/default/persistentvolumeclaims/data");
        _api.Settle();
        Find(Resources.PersistentVolumeClaims, "default", "data")!.IsBeingDeleted.ShouldBeTrue();

        using var podDeleted = _api.Send("DELETE", "/api/v1/namespaces/default/pods/user?gracePeriodSeconds=0");
        _api.Settle();
        _api.Settle();

        Find(Resources.PersistentVolumeClaims, "default", "data").ShouldBeNull();
        Find(Resources.PersistentVolumes, "", volume).ShouldBeNull();
    }

    private void UsingPod() => Post("/api/v1/namespaces/default/pods", """
        {"kind":"Pod","apiVersion":"v1","metadata":{"name":"user"},"spec":{"containers":[{"name":"c","image":"i"}],"volumes":[{"name":"v","persistentVolumeClaim":{"claimName":"data"}}]}}
        """);

    private void Claim(string name, string extra) => Post("/api/v1/namespaces/default/persistentvolumeclaims", $$$"""
        {"kind":"PersistentVolumeClaim","apiVersion":"v1","metadata":{"name":"{{{name}}}"},"spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}{{{extra}}}}}
        """);

    private KubeObject? Find(Resource resource, string ns, string name) => _api.Cluster.Store.Find(resource, new ObjectKey(ns, name));

    private string[] Reasons(string claim) => [.. Events(claim).Select(e => e.Root.StringAt("reason")!)];

    private string[] Messages(string claim) => [.. Events(claim).Select(e => e.Root.StringAt("message")!)];

    private IEnumerable<KubeObject> Events(string claim) => _api.Cluster.Store.Read(Resources.Events).Objects.Values
        .Where(e => e.Root.StringAt("involvedObject", "name") == claim);

    private void Post(string path, string body)
    {
        using var answer = _api.Send("POST", path, Encoding.UTF8.GetBytes(body), "application/json");
        answer.Code.ShouldBe(201, answer.Text);
    }
}
