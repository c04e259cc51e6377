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
            hasSource = hasSource || name != "name";
        }

        var result = hasSource ? volume : volume.With("emptyDir", MapValue.Empty);
        result = UpdateIfSet(result, "secret", source => Default(source, "defaultMode", DefaultMode));
        result = UpdateIfSet(result, "configMap", source => Default(source, "defaultMode", DefaultMode));
        result = UpdateIfSet(result, "hostPath", source => Default(source, "type", ""));
        result = UpdateIfSet(result, "ephemeral", source => UpdateIfSet(source, "volumeClaimTemplate", template => Update(template, "spec", Claim)));
        result = UpdateIfSet(result, "downwardAPI", source => UpdateItems(Default(source, "defaultMode", DefaultMode), "items", FieldReference));
        return UpdateIfSet(result, "projected", source => UpdateItems(Default(source, "defaultMode", DefaultMode), "sources", Projection));
    }

    public static MapValue Claim(MapValue spec) => Default(spec, "volumeMode", "Filesystem");

    public static MapValue PersistentVolume(MapValue spec)
    {
        var result = Default(Default(spec, "persistentVolumeReclaimPolicy", "Retain"), "volumeMode", "Filesystem");
        return UpdateIfSet(result, "hostPath", source => Default(source, "type", ""));
    }

    public static MapValue EnvironmentVariable(MapValue variable) =>
        UpdateIfSet(variable, "valueFrom", FieldReference);

    private static MapValue Projection(MapValue source)
    {
        var result = UpdateIfSet(source, "serviceAccountToken", token => Default(token, "expirationSeconds", 3600));
        return UpdateIfSet(result, "downwardAPI", api => UpdateItems(api, "items", FieldReference));
    }

    private static MapValue FieldReference(MapValue item) =>
        UpdateIfSet(item, "fieldRef", reference => Default(reference, "apiVersion", "v1"));
}
