using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Scheduling;

/// <summary>
/// What of a Pod's claims keeps it from every node (the plugin VolumeBinding): one that is not there, is lost, is going, or is to be bound
/// before any Pod comes and is not.
/// </summary>
internal sealed class VolumeClaims(Informer claims, Informer classes)
{
    /// <summary>Null where nothing does.</summary>
    public string? Problem(KubeObject pod)
    {
        var isUnbound = false;
        foreach (var volume in pod.Root.ListAt("spec", "volumes"))
        {
            var name = volume.StringAt("persistentVolumeClaim", "claimName");
            var isEphemeral = name is null && volume.MapAt("ephemeral") is not null;
            name ??= isEphemeral ? $"{pod.Name}-{volume.StringAt("name")}" : null;
            if (name is null)
            {
                continue;
            }

            if (claims.Get(new ObjectKey(pod.Namespace, name)) is not { } claim)
            {
                return isEphemeral
                    ? $"waiting for ephemeral volume controller to create the persistentvolumeclaim \"{name}\""
                    : $"persistentvolumeclaim \"{name}\" not found";
            }

            if (claim.Root.StringAt("status", "phase") == "Lost")
            {
                return $"persistentvolumeclaim \"{name}\" bound to non-existent persistentvolume \"{claim.Root.StringAt("spec", "volumeName")}\"";
            }

            if (claim.IsBeingDeleted)
            {
                return $"persistentvolumeclaim \"{name}\" is being deleted";
            }

            isUnbound |= claim.Root.StringAt("status", "phase") != "Bound" && !WaitsForConsumer(claim);
        }

        return isUnbound ? "pod has unbound immediate PersistentVolumeClaims" : null;
    }

    private bool WaitsForConsumer(KubeObject claim) =>
        claim.Root.StringAt("spec", "storageClassName") is { Length: > 0 } name
        && classes.Get(new ObjectKey("", name))?.Root.StringAt("volumeBindingMode") == "WaitForFirstConsumer";
}
