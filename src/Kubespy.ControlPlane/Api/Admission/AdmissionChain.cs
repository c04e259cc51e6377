using Kubespy.ControlPlane.Simulation;
using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Admission;

/// <summary>The admission plugins of a default control plane: first those that change an object, then, once it is valid, those that refuse it.</summary>
public sealed class AdmissionChain(Store store, Randomness random)
{
    private const string NotReadyTaint = "node.kubernetes.io/not-ready";

    private readonly ServiceAddresses _addresses = new(store, random);
    private readonly LimitRangeAdmission _limits = new(store);
    private readonly PriorityAdmission _priorities = new(store);
    private readonly VolumeAdmission _volumes = new(store);
    private readonly RuntimeClassAdmission _runtimes = new(store);
    private readonly ResizeAdmission _resizes = new(store);
    private readonly QuotaAdmission _quotas = new(store);

    /// <summary>What the plugins make of the object. Services draw addresses: theirs is for the loop's thread alone.</summary>
    public KubeObject Change(Resource resource, KubeObject obj, KubeObject? old, Func<string> nextSuffix) => resource.Kind switch
    {
        "Pod" when resource == Resources.Pods && old is null => _runtimes.Admit(PodAdmission.Admit(_priorities.Admit(_limits.SetDefaults(obj)), nextSuffix)),
        "Pod" when resource == Resources.Pods && !ReferenceEquals(obj.Root["spec"], old?.Root["spec"]) => PodAdmission.AdmitChange(obj, old!),
        "PersistentVolumeClaim" when resource == Resources.PersistentVolumeClaims && old is null => _volumes.AdmitClaim(obj),
        "PersistentVolume" when resource == Resources.PersistentVolumes && old is null => VolumeAdmission.AdmitVolume(obj),
        "Node" when old is null && obj.Condition("Ready").StringAt("status") != "True" => NotReady(obj),
        "VolumeAttributesClass" when old is null => VolumeAdmission.AdmitAttributes(obj),
        "Service" when resource == Resources.Services => _addresses.Allocate(obj, old),
        _ => obj,
    };

    /// <summary>Nothing is put on a node before it has said that it is ready (plugin/pkg/admission/nodetaint).</summary>
    private static KubeObject NotReady(KubeObject node)
    {
        var taints = node.Root.ListAt("spec", "taints");
        return taints.Any(t => t.StringAt("key") == NotReadyTaint && t.StringAt("effect") == "NoSchedule")
            ? node
            : new KubeObject(node.Root.WithAt(["spec", "taints"], taints.Add(MapValue.Of(("key", NotReadyTaint), ("effect", "NoSchedule")))));
    }

    /// <exception cref="ApiException">403: a limit or a quota forbids it, or its ServiceAccount does not exist.</exception>
    public void Check(Resource resource, KubeObject obj, KubeObject? old, bool isDryRun, DateTimeOffset now)
    {
        if (old is null)
        {
            CheckServiceAccount(resource, obj);
            CheckRuntimeClass(resource, obj);
            _limits.Check(resource, obj);
        }

        _quotas.Check(resource, obj, old, isDryRun, now);
    }

    /// <exception cref="ApiException">403: the Pod's node has not so much.</exception>
    public void CheckResize(Resource resource, KubeObject pod)
    {
        if (_resizes.Refuse(pod) is { } refusal)
        {
            throw new ApiException(ApiStatus.Forbidden(resource, pod.Name, refusal));
        }
    }

    /// <summary>The account "default" is on its way where a namespace has just been made: a real server waits for it, this one takes it for there.</summary>
    private void CheckServiceAccount(Resource resource, KubeObject pod)
    {
        if (resource == Resources.Pods && pod.Root.StringAt("spec", "serviceAccountName") is { Length: > 0 } account && account != "default"
            && store.Find(Resources.ServiceAccounts, new ObjectKey(pod.Namespace, account)) is null)
        {
            throw new ApiException(ApiStatus.Forbidden(resource, GivenName(pod), $"error looking up service account {pod.Namespace}/{account}: serviceaccount \"{account}\" not found"));
        }
    }

    private void CheckRuntimeClass(Resource resource, KubeObject pod)
    {
        if (resource == Resources.Pods && _runtimes.Refuse(pod) is { } refusal)
        {
            throw new ApiException(ApiStatus.Forbidden(resource, GivenName(pod), refusal));
        }
    }

    /// <summary>Admission comes before a name is generated.</summary>
    private static string GivenName(KubeObject obj) =>
        obj.Metadata.StringAt("generateName") is { Length: > 0 } prefix && obj.Name.StartsWith(prefix, StringComparison.Ordinal) ? prefix : obj.Name;
}
