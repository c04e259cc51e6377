using Kubespy.ControlPlane.Api.Schema;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>Volumes, claims and storage classes (pkg/apis/core/validation, pkg/apis/storage/validation).</summary>
internal static class VolumeValidation
{
    private static readonly string[] Modes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];
    private static readonly string[] VolumeModes = ["Block", "Filesystem"];
    private static readonly string[] ReclaimPolicies = ["Delete", "Recycle", "Retain"];

    public static IEnumerable<FieldError> CheckClaim(KubeObject claim, KubeObject? old)
    {
        var spec = claim.Spec ?? MapValue.Empty;
        var errors = CheckModes(spec, "at least 1 access mode is required").Concat(SelectorValidation.Check("spec.selector", spec["selector"])).ToList();
        const string Storage = "spec.resources[storage]";
        if (spec.StringAt("resources", "requests", "storage") is not { } size)
        {
            errors.Add(FieldError.Required(Storage));
        }
        else if (Quantity.Parse(size) <= default(Quantity))
        {
            errors.Add(FieldError.Invalid(Storage, size, "must be greater than zero"));
        }

        if (old?.Spec is { } before && Fixed(spec, before) != Fixed(before, before))
        {
            errors.Add(FieldError.Forbidden(
                "spec", "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims"));
        }

        return errors;
    }

    public static IEnumerable<FieldError> CheckVolume(KubeObject volume)
    {
        var spec = volume.Spec ?? MapValue.Empty;
        var errors = CheckModes(spec, "").ToList();
        if (spec.MapAt("capacity") is not { Count: > 0 })
        {
            errors.Add(FieldError.Required("spec.capacity"));
        }

        if (spec.MapAt("capacity") is not { Count: 1 } capacity || !capacity.ContainsKey("storage"))
        {
            errors.Add(FieldError.Unsupported("spec.capacity", spec["capacity"] ?? Value.Null, "storage"));
        }

        if (spec.StringAt("persistentVolumeReclaimPolicy") is { } policy && !ReclaimPolicies.Contains(policy))
        {
            errors.Add(FieldError.Unsupported("spec.persistentVolumeReclaimPolicy", policy, ReclaimPolicies));
        }

        return errors;
    }

    public static IEnumerable<FieldError> CheckStorageClass(KubeObject storageClass, KubeObject? old)
    {
        var root = storageClass.Root;
        if (root.StringAt("provisioner") is null or "")
        {
            yield return FieldError.Required("provisioner");
        }

        if (root.StringAt("reclaimPolicy") is { } policy && !ReclaimPolicies.Contains(policy))
        {
            yield return FieldError.Unsupported("reclaimPolicy", policy, "Delete", "Retain");
        }

        if (root.StringAt("volumeBindingMode") is { } mode and not ("Immediate" or "WaitForFirstConsumer"))
        {
            yield return FieldError.Unsupported("volumeBindingMode", mode, "Immediate", "WaitForFirstConsumer");
        }

        foreach (var field in (string[])["parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"])
        {
            if (old is not null && root[field] != old.Root[field])
            {
                yield return FieldError.Invalid(field, root[field] ?? Value.Null, "field is immutable");
            }
        }
    }

    /// <summary>The part of a claim's spec that may not change; its volume may be named once.</summary>
    private static MapValue Fixed(MapValue spec, MapValue before)
    {
        var result = spec.Without("resources").Without("volumeAttributesClassName");
        return before.StringAt("volumeName") is null or "" ? result.Without("volumeName") : result;
    }

    private static IEnumerable<FieldError> CheckModes(MapValue spec, string detail)
    {
        var modes = spec.ListAt("accessModes").Select(m => m.AsString() ?? "").ToArray();
        if (modes.Length == 0)
        {
            yield return FieldError.Required("spec.accessModes", detail);
        }

        foreach (var mode in modes.Where(m => !Modes.Contains(m)))
        {
            yield return FieldError.Unsupported("spec.accessModes", mode, Modes);
        }

        if (modes.Contains("ReadWriteOncePod") && modes.Any(m => m != "ReadWriteOncePod"))
        {
            yield return FieldError.Forbidden("spec.accessModes", "may not use ReadWriteOncePod with other access modes");
        }

        if (spec.StringAt("volumeMode") is { } volumeMode && !VolumeModes.Contains(volumeMode))
        {
            yield return FieldError.Unsupported("spec.volumeMode", volumeMode, VolumeModes);
        }
    }
}
