using Kubespy.Core.Values;
using static Kubespy.ControlPlane.Api.Schema.ObjectDefaults;

namespace Kubespy.ControlPlane.Api.Schema;

/// <summary>The defaults of volumes and of what refers to a Pod's own fields.</summary>
internal static class VolumeDefaults
{
    private const long DefaultMode = 420; // 0644

    public static MapValue Volume(MapValue volume)
    {
        var hasSource = false;
        foreach (var name in volume.Names)
        {
            hasSource = hasSource || (name != "name" && volume[name] is not NullValue);
        }

        var result = hasSource ? volume : volume.With("emptyDir", MapValue.Empty);
        result = UpdateIfSet(result, "secret", source => Default(source, "defaultMode", DefaultMode));
        result = UpdateIfSet(result, "configMap", source => Default(source, "defaultMode", DefaultMode));
        result = UpdateIfSet(result, "hostPath", source => Default(source, "type", ""));
        result = Devices(result);
        result = UpdateIfSet(result, "azureDisk", AzureDisk);
        result = UpdateIfSet(result, "image", source => Default(source, "pullPolicy", PullPolicyOf(source.StringAt("reference"))));
        result = UpdateIfSet(result, "ephemeral", source => UpdateIfSet(source, "volumeClaimTemplate", template => Update(template, "spec", Claim)));
        result = UpdateIfSet(result, "downwardAPI", source => UpdateItems(Default(source, "defaultMode", DefaultMode), "items", FieldReference));
        return UpdateIfSet(result, "projected", source => UpdateItems(Default(source, "defaultMode", DefaultMode), "sources", Projection));
    }

    public static MapValue Claim(MapValue spec) => Default(spec, "volumeMode", "Filesystem");

    public static MapValue PersistentVolume(MapValue spec)
    {
        var result = Devices(Default(Default(spec, "persistentVolumeReclaimPolicy", "Retain"), "volumeMode", "Filesystem"));
        result = UpdateIfSet(result, "azureDisk", AzureDisk);
        return UpdateIfSet(result, "hostPath", source => Default(source, "type", ""));
    }

    /// <summary>A volume's spec within another object has the defaults of its sources alone.</summary>
    public static MapValue Inline(MapValue spec) => UpdateIfSet(UpdateIfSet(Devices(spec), "azureDisk", AzureDisk), "hostPath", source => Default(source, "type", ""));

    public static MapValue EnvironmentVariable(MapValue variable) =>
        UpdateIfSet(variable, "valueFrom", from => UpdateIfSet(FieldReference(from), "fileKeyRef", file => Default(file, "optional", false)));

    /// <summary>Always for the tag latest, said or unsaid; a digest or another tag does not change, and what is no image is left to validation.</summary>
    public static string PullPolicyOf(string? image) => ImageName.TagOf(image ?? "") == "latest" ? "Always" : "IfNotPresent";

    /// <summary>Block devices that volumes of Pods and PersistentVolumes name alike.</summary>
    private static MapValue Devices(MapValue volume)
    {
        var result = UpdateIfSet(volume, "iscsi", source => Default(source, "iscsiInterface", "default"));
        result = UpdateIfSet(result, "rbd", source => Default(Default(Default(source, "pool", "rbd"), "user", "admin"), "keyring", "/etc/ceph/keyring"));
        return UpdateIfSet(result, "scaleIO", source => Default(Default(source, "storageMode", "ThinProvisioned"), "fsType", "xfs"));
    }

    private static MapValue AzureDisk(MapValue source)
    {
        var result = DefaultUnset(DefaultUnset(source, "cachingMode", "ReadWrite"), "fsType", "ext4");
        return DefaultUnset(DefaultUnset(result, "readOnly", false), "kind", "Shared");
    }

    private static MapValue Projection(MapValue source)
    {
        var result = UpdateIfSet(source, "serviceAccountToken", token => Default(token, "expirationSeconds", 3600));
        return UpdateIfSet(result, "downwardAPI", api => UpdateItems(api, "items", FieldReference));
    }

    private static MapValue FieldReference(MapValue item) =>
        UpdateIfSet(item, "fieldRef", reference => Default(reference, "apiVersion", "v1"));
}
