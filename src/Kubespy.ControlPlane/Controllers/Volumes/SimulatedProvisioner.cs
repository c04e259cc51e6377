using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Volumes;

/// <summary>Makes volumes of the class <c>standard</c> after a moment, as an external provisioner of a real cluster does.</summary>
public sealed class SimulatedProvisioner : Controller
{
    public const string Name = "kubespy.dev/simulated";

    private static readonly TimeSpan Provisioning = TimeSpan.FromMilliseconds(500);

    private readonly ApiClient _client;
    private readonly EventRecorder _recorder;
    private readonly Informer _claims;
    private readonly Informer _classes;

    public SimulatedProvisioner(EventLoop loop, InformerFactory informers, ApiClient client, EventRecorder recorder)
        : base(loop, workers: 10)
    {
        _client = client;
        _recorder = recorder;
        _claims = informers.For(Resources.PersistentVolumeClaims);
        _classes = informers.For(Resources.StorageClasses);
        _claims.AddHandler(InformerHandler.WhenSet(Queue.Add));
    }

    protected override async Task SyncAsync(string key)
    {
        if (_claims.Get(key) is not { } claim
            || claim.Annotation(VolumeController.ProvisionerAnnotation) != Name
            || claim.Root.StringAt("spec", "volumeName") is { Length: > 0 }
            || claim.IsBeingDeleted)
        {
            return;
        }

        _recorder.Event(claim, "Normal", "Provisioning", $"External provisioner is provisioning volume for claim \"{claim.Key}\"");
        await Loop.DelayAsync(Provisioning);
        try
        {
            await _client.CreateAsync(Resources.PersistentVolumes, VolumeFor(claim));
            _recorder.Event(claim, "Normal", "ProvisioningSucceeded", $"Successfully provisioned volume pvc-{claim.Uid}");
        }
        catch (ApiException e) when (e.IsAlreadyExists)
        {
            // Made in an earlier try.
        }
    }

    private KubeObject VolumeFor(KubeObject claim)
    {
        var storageClass = claim.Root.StringAt("spec", "storageClassName") ?? "";
        var reclaim = _classes.Get(new ObjectKey("", storageClass))?.Root.StringAt("reclaimPolicy") ?? "Delete";
        var size = claim.Root.At("spec", "resources", "requests", "storage") ?? "1Gi";
        return new KubeObject(MapValue.Of(
            ("kind", "PersistentVolume"),
            ("apiVersion", "v1"),
            ("metadata", MapValue.Of(
                ("name", $"pvc-{claim.Uid}"), ("annotations", MapValue.Of(("pv.kubernetes.io/provisioned-by", Name))))),
            ("spec", MapValue.Of(
                ("capacity", MapValue.Of(("storage", size))),
                ("hostPath", MapValue.Of(("path", $"/var/lib/kubespy/volumes/pvc-{claim.Uid}"), ("type", "DirectoryOrCreate"))),
                ("accessModes", claim.Root.At("spec", "accessModes") ?? ListValue.Empty),
                ("claimRef", MapValue.Of(
                    ("kind", "PersistentVolumeClaim"), ("namespace", claim.Namespace), ("name", claim.Name), ("uid", claim.Uid),
                    ("apiVersion", "v1"), ("resourceVersion", claim.ResourceVersion))),
                ("persistentVolumeReclaimPolicy", reclaim),
                ("storageClassName", storageClass),
                ("volumeMode", claim.Root.At("spec", "volumeMode") ?? "Filesystem")))));
    }
}
