using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Volumes;

/// <summary>
/// Binds claims to volumes, asks the provisioner of a claim's class for one where none suits, and takes volumes back
/// (pkg/controller/volume/persistentvolume).
/// </summary>
public sealed class VolumeController : Controller
{
    internal const string ProvisionerAnnotation = "volume.kubernetes.io/storage-provisioner";

    /// <summary>How often claims that cannot be bound are looked at again, and said to be so.</summary>
    private static readonly TimeSpan Resync = TimeSpan.FromSeconds(15);

    private readonly ApiClient _client;
    private readonly EventRecorder _recorder;
    private readonly Informer _claims;
    private readonly Informer _volumes;
    private readonly Informer _classes;
    private readonly Informer _pods;

    public VolumeController(EventLoop loop, InformerFactory informers, ApiClient client, EventRecorder recorder)
        : base(loop, workers: 1)
    {
        _client = client;
        _recorder = recorder;
        _claims = informers.For(Resources.PersistentVolumeClaims);
        _volumes = informers.For(Resources.PersistentVolumes);
        _classes = informers.For(Resources.StorageClasses);
        _pods = informers.For(Resources.Pods);
        _claims.AddHandler(InformerHandler.WhenSet(Queue.Add) with { Deleted = c => AddVolume(c.Root.StringAt("spec", "volumeName")) });
        _volumes.AddHandler(InformerHandler.WhenSet(v => AddVolume(v.Name)));
        _pods.AddHandler(InformerHandler.WhenSet(AddClaims));
        ResyncLater();
    }

    protected override async Task SyncAsync(string key)
    {
        if (key.StartsWith("volume|", StringComparison.Ordinal))
        {
            await SyncVolumeAsync(key[7..]);
        }
        else if (_claims.Get(key) is { } claim && claim.Root.StringAt("status", "phase") == "Pending" && !claim.IsBeingDeleted)
        {
            await BindAsync(claim);
        }
    }

    private static bool IsWaiting(KubeObject? storageClass) => storageClass?.Root.StringAt("volumeBindingMode") == "WaitForFirstConsumer";

    private void ResyncLater() => Loop.After(Resync, LookAgain, periodic: true);

    private void LookAgain()
    {
        if (Queue.IsStopped)
        {
            return;
        }

        foreach (var claim in _claims.All.Where(c => c.Root.StringAt("status", "phase") == "Pending"))
        {
            Queue.Add(claim);
        }

        ResyncLater();
    }

    private void AddVolume(string? name)
    {
        if (name is { Length: > 0 })
        {
            Queue.Add("volume|" + name);
        }
    }

    /// <summary>A Pod matters to claims whose class waits for one; the others are looked at when they change, and now and then.</summary>
    private void AddClaims(KubeObject pod)
    {
        foreach (var key in PodClaims.KeysOf(pod))
        {
            if (_claims.Get(key) is { } claim && claim.Root.StringAt("status", "phase") == "Pending"
                && IsWaiting(_classes.Get(new ObjectKey("", claim.Root.StringAt("spec", "storageClassName") ?? ""))))
            {
                Queue.Add(key);
            }
        }
    }

    private async Task BindAsync(KubeObject claim)
    {
        var wanted = claim.Root.StringAt("spec", "volumeName") ?? "";
        if (wanted.Length > 0)
        {
            await BindNamedAsync(claim, wanted);
            return;
        }

        var className = claim.Root.StringAt("spec", "storageClassName") ?? "";
        var storageClass = _classes.Get(new ObjectKey("", className));
        if (!(IsWaiting(storageClass) && !HasScheduledPod(claim)) && VolumeMatch.Find(claim, _volumes.All) is { } volume)
        {
            await BindToAsync(claim, volume);
        }
        else if (IsWaiting(storageClass) && !HasScheduledPod(claim))
        {
            SayWaiting(claim);
        }
        else if (className.Length == 0)
        {
            _recorder.Event(claim, "Normal", "FailedBinding", "no persistent volumes available for this claim and no storage class is set");
        }
        else if (storageClass is null)
        {
            _recorder.Event(claim, "Warning", "ProvisioningFailed", $"storageclass.storage.k8s.io \"{className}\" not found");
        }
        else
        {
            await AskProvisionerAsync(claim, storageClass.Root.StringAt("provisioner") ?? "");
        }
    }

    private async Task BindNamedAsync(KubeObject claim, string name)
    {
        if (_volumes.Get(new ObjectKey("", name)) is not { } volume)
        {
            return;
        }

        if (VolumeMatch.IsReservedFor(volume, claim) || (volume.Root.At("spec", "claimRef") is null && VolumeMatch.Suits(volume, claim)))
        {
            await BindToAsync(claim, volume);
        }
        else if (volume.Root.At("spec", "claimRef") is not null)
        {
            _recorder.Event(claim, "Warning", "FailedBinding", $"volume \"{name}\" already bound to a different claim.");
        }
        else if (volume.Root.StringAt("status", "phase") == "Available")
        {
            _recorder.Event(claim, "Warning", "VolumeMismatch", $"Cannot bind to requested volume \"{name}\": requested PV is too small");
        }
    }

    /// <summary>A claim whose class waits: for a Pod to be created, or for the one that is there to be scheduled.</summary>
    private void SayWaiting(KubeObject claim)
    {
        var pods = PodsOf(claim).Select(p => p.Name).Order(StringComparer.Ordinal).ToArray();
        var (reason, message) = pods switch
        {
            [] => ("WaitForFirstConsumer", "waiting for first consumer to be created before binding"),
            [var only] => ("WaitForPodScheduled", $"waiting for pod {only} to be scheduled"),
            _ => ("WaitForPodScheduled", $"waiting for pods {string.Join(',', pods)} to be scheduled"),
        };
        _recorder.Event(claim, "Normal", reason, message);
    }

    private async Task AskProvisionerAsync(KubeObject claim, string provisioner)
    {
        if (claim.Annotation(ProvisionerAnnotation) != provisioner)
        {
            claim = await _client.UpdateAsync(Resources.PersistentVolumeClaims, claim
                .WithAnnotation("volume.beta.kubernetes.io/storage-provisioner", provisioner)
                .WithAnnotation(ProvisionerAnnotation, provisioner));
        }

        _recorder.Event(
            claim, "Normal", "ExternalProvisioning",
            $"Waiting for a volume to be created either by the external provisioner '{provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.");
    }

    /// <summary>Four writes, as the real one makes them: the volume's reference and phase, the claim's reference and phase.</summary>
    private async Task BindToAsync(KubeObject claim, KubeObject volume)
    {
        if (volume.Root.StringAt("spec", "claimRef", "uid") is null or "")
        {
            var reference = MapValue.Of(
                ("kind", "PersistentVolumeClaim"), ("namespace", claim.Namespace), ("name", claim.Name), ("uid", claim.Uid),
                ("apiVersion", "v1"), ("resourceVersion", claim.ResourceVersion));
            volume = await _client.UpdateAsync(Resources.PersistentVolumes, new KubeObject(volume.Root.WithAt(["spec", "claimRef"], reference))
                .WithAnnotation("pv.kubernetes.io/bound-by-controller", "yes"));
        }

        await WritePhaseAsync(volume, "Bound");
        claim = await _client.UpdateAsync(Resources.PersistentVolumeClaims, new KubeObject(claim.Root.WithAt(["spec", "volumeName"], volume.Name))
            .WithAnnotation("pv.kubernetes.io/bind-completed", "yes")
            .WithAnnotation("pv.kubernetes.io/bound-by-controller", "yes"));
        await _client.UpdateStatusAsync(Resources.PersistentVolumeClaims, claim.With("status", MapValue.Of(
            ("phase", "Bound"),
            ("accessModes", volume.Root.At("spec", "accessModes") ?? ListValue.Empty),
            ("capacity", volume.Root.At("spec", "capacity") ?? MapValue.Empty))));
    }

    private async Task SyncVolumeAsync(string name)
    {
        if (_volumes.Get(new ObjectKey("", name)) is not { } volume || volume.IsBeingDeleted)
        {
            return;
        }

        var phase = volume.Root.StringAt("status", "phase");
        if (volume.Root.At("spec", "claimRef") is not { } reference)
        {
            if (phase == "Pending")
            {
                await WritePhaseAsync(volume, "Available");
            }

            return;
        }

        var claim = _claims.Get(new ObjectKey(reference.StringAt("namespace") ?? "", reference.StringAt("name") ?? ""));
        if (claim is not null && claim.Root.StringAt("status", "phase") == "Pending")
        {
            Queue.Add(claim);
        }
        else if (phase == "Bound" && claim?.Uid != reference.StringAt("uid"))
        {
            await WritePhaseAsync(volume, "Released");
            if (volume.Root.StringAt("spec", "persistentVolumeReclaimPolicy") == "Delete")
            {
                await _client.DeleteAsync(Resources.PersistentVolumes, volume.Key, DeleteOptions.Default);
            }
        }
    }

    private async Task<KubeObject> WritePhaseAsync(KubeObject volume, string phase) => volume.Root.StringAt("status", "phase") == phase
        ? volume
        : await _client.UpdateStatusAsync(Resources.PersistentVolumes, volume.With("status", MapValue.Of(
            ("phase", phase), ("lastPhaseTransitionTime", Timestamp.Format(Clock.GetUtcNow())))));

    private IEnumerable<KubeObject> PodsOf(KubeObject claim) =>
        _pods.InNamespace(claim.Namespace).Where(p => PodClaims.KeysOf(p).Contains(claim.Key.ToString()));

    private bool HasScheduledPod(KubeObject claim) => PodsOf(claim).Any(p => p.Root.StringAt("spec", "nodeName") is { Length: > 0 });
}
