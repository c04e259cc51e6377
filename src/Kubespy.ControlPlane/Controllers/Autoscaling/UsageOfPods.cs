using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Autoscaling;

/// <summary>
/// What each Pod uses at one moment: its own annotations, or its share of the load of what owns it in the end (docs/pod-behaviour.md). Loads are
/// calculated once for all Pods of a target.
/// </summary>
internal sealed class UsageOfPods(Store store, ServedResources served)
{
    private readonly Dictionary<string, (Dictionary<string, long> Cpu, Dictionary<string, long> Memory)> _shared = new(StringComparer.Ordinal);

    /// <summary>In thousandths; null where nothing is measured of the Pod.</summary>
    public (long Cpu, long Memory)? Of(KubeObject pod)
    {
        var target = TargetOf(pod);
        var key = target?.Uid ?? pod.Uid;
        if (!_shared.TryGetValue(key, out var usage))
        {
            var pods = target is null ? [pod] : Selected(target);
            usage = _shared[key] = (SimulatedUsage.Of(pods, target ?? pod, "cpu", ""), SimulatedUsage.Of(pods, target ?? pod, "memory", ""));
        }

        return usage.Cpu.TryGetValue(pod.Name, out var cpu) && usage.Memory.TryGetValue(pod.Name, out var memory) ? (cpu, memory) : null;
    }

    private KubeObject[] Selected(KubeObject target)
    {
        var selector = LabelSelector.OfValue(target.Root.At("spec", "selector"));
        return [.. store.Read(Resources.Pods).Objects.Values.Where(p => p.Namespace == target.Namespace && selector.Matches(p.Labels))];
    }

    /// <summary>What has replicas at the end of the Pod's owners: a Deployment, not its ReplicaSet. Null where there is none.</summary>
    private KubeObject? TargetOf(KubeObject pod)
    {
        KubeObject? target = null;
        var next = pod;
        while (next?.OwnerReferences.FirstOrDefault(o => o.Controller) is { } owner
            && served.FindKind(GroupVersionKind.Of(owner.ApiVersion, owner.Kind).Group, owner.Kind) is { } resource
            && store.Find(resource, new ObjectKey(pod.Namespace, owner.Name)) is { } found && found.Uid == owner.Uid && found.Uid != target?.Uid)
        {
            target = resource.Subresources.Contains("scale") && found.Root.MapAt("spec", "selector") is not null ? found : target;
            next = found;
        }

        return target;
    }
}
