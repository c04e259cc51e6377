using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Api.Admission;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Volumes;

/// <summary>
/// Lets claims go that are being deleted once no Pod uses them, and volumes once they are not bound
/// (pkg/controller/volume/{pvcprotection,pvprotection}).
/// </summary>
public sealed class VolumeProtectionController : Controller
{
    private readonly ApiClient _client;
    private readonly Informer _claims;
    private readonly Informer _volumes;
    private readonly Informer _pods;

    public VolumeProtectionController(EventLoop loop, InformerFactory informers, ApiClient client)
        : base(loop, workers: 1)
    {
        _client = client;
        _claims = informers.For(Resources.PersistentVolumeClaims);
        _volumes = informers.For(Resources.PersistentVolumes);
        _pods = informers.For(Resources.Pods);
        _claims.AddHandler(InformerHandler.WhenSet(AddWhenDeleted));
        _volumes.AddHandler(InformerHandler.WhenSet(AddWhenDeleted));
        _pods.AddHandler(new InformerHandler { Updated = (_, p) => AddClaims(p), Deleted = AddClaims });
    }

    protected override async Task SyncAsync(string key)
    {
        if (_claims.Get(key) is { IsBeingDeleted: true } claim && !_pods.InNamespace(claim.Namespace).Any(p => Uses(p, key)))
        {
            await ReleaseAsync(Resources.PersistentVolumeClaims, claim, VolumeAdmission.ClaimProtection);
        }
        else if (_volumes.Get(key) is { IsBeingDeleted: true } volume && volume.Root.StringAt("status", "phase") != "Bound")
        {
            await ReleaseAsync(Resources.PersistentVolumes, volume, VolumeAdmission.VolumeProtection);
        }
    }

    /// <summary>A Pod that has ended uses nothing any more.</summary>
    private static bool Uses(KubeObject pod, string claim) =>
        pod.Root.StringAt("status", "phase") is not ("Succeeded" or "Failed") && PodClaims.KeysOf(pod).Contains(claim);

    private Task<KubeObject> ReleaseAsync(Resource resource, KubeObject obj, string finalizer) =>
        _client.UpdateAsync(resource, obj.WithoutFinalizer(finalizer));

    private void AddWhenDeleted(KubeObject obj)
    {
        if (obj.IsBeingDeleted && obj.Finalizers.Any())
        {
            Queue.Add(obj);
        }
    }

    private void AddClaims(KubeObject pod)
    {
        foreach (var key in PodClaims.KeysOf(pod))
        {
            Queue.Add(key);
        }
    }
}
