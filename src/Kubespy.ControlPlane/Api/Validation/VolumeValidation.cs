using Kubespy.ControlPlane.Api.Schema;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>Volumes and claims (ValidatePersistentVolumeSpec, ValidatePersistentVolumeClaimSpec in pkg/apis/core/validation).</summary>
internal static class VolumeValidation
{
    private static readonly string[] Modes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];

    /// <summary>Every source of a volume, in the real server's order.</summary>
    private static readonly string[] Sources =
    [
        "hostPath", "gcePersistentDisk", "awsElasticBlockStore", "glusterfs", "flocker", "nfs", "rbd", "quobyte", "cephfs", "iscsi", "cinder", "fc",
        "flexVolume", "azureFile", "vsphereVolume", "photonPersistentDisk", "portworxVolume", "azureDisk", "scaleIO", "local", "storageos", "csi",
    ];

    public static IEnumerable<FieldError> CheckClaim(KubeObject claim, KubeObject? old)
    {
        var errors = new List<FieldError>();
        var spec = CheckedField.Of(claim.Spec ?? MapValue.Empty, "spec", errors);
        CheckClaimSpec(spec);
        if (old?.Spec is { } before)
        {
            CheckClaimUpdate(spec, before, old);
        }

        return errors;
    }

    public static void CheckClaimSpec(CheckedField spec)
    {
        if (spec["accessModes"].Count == 0)
        {
            spec["accessModes"].Required("at least 1 access mode is required");
        }

        SelectorValidation.Check(spec["selector"]);
        CheckModes(spec["accessModes"]);
        var size = spec.At(".resources[storage]", spec["resources", "requests"]["storage"].Value);
        if (!size.IsSet)
        {
            size.Required();
        }
        else if (Quantity.TryParse(size.Text) <= default(Quantity))
        {
            size.Invalid("must be greater than zero");
        }

        CheckClassAndMode(spec);
        if (spec["dataSource"].IsSet)
        {
            CheckDataSource(spec["dataSource"]);
        }

        if (spec["dataSourceRef"].IsSet)
        {
            CheckDataSource(spec["dataSourceRef"]);
        }
    }

    public static IEnumerable<FieldError> CheckVolume(KubeObject volume, KubeObject? old)
    {
        var errors = new List<FieldError>();
        var spec = CheckedField.Of(volume.Spec ?? MapValue.Empty, "spec", errors);
        if (spec["accessModes"].Count == 0)
        {
            spec["accessModes"].Required();
        }

        CheckModes(spec["accessModes"]);
        CheckCapacity(spec["capacity"]);
        if (spec["persistentVolumeReclaimPolicy"].Text.Length > 0)
        {
            spec["persistentVolumeReclaimPolicy"].IsOneOf("Delete", "Recycle", "Retain");
        }

        if (spec["nodeAffinity", "required"] is { IsSet: true } required)
        {
            AffinityValidation.CheckNodeSelector(required);
        }
        else if (spec["nodeAffinity"].IsSet)
        {
            spec["nodeAffinity", "required"].Required("must specify required node constraints");
        }

        CheckSource(spec);
        CheckClassAndMode(spec);
        if (old?.Spec is { } before)
        {
            // The real server finds it once in the volume, and once more in the changed one.
            errors.AddRange([.. errors]);
            CheckVolumeUpdate(CheckedField.Of(volume.Root, "", errors), spec, before);
        }

        return errors;
    }

    /// <summary>A volume that is told of within an attachment: one of a CSI driver.</summary>
    public static void CheckInline(CheckedField spec)
    {
        foreach (var field in (string[])["claimRef", "capacity"])
        {
            if (spec[field].IsSet)
            {
                spec[field].Forbidden("may not be specified in the context of inline volumes");
            }
        }

        if (!spec["csi"].IsSet)
        {
            spec["csi"].Required("has to be specified in the context of inline volumes");
        }

        if (spec["accessModes"].Count == 0)
        {
            spec["accessModes"].Required();
        }

        CheckModes(spec["accessModes"]);
        CheckSource(spec);
        CheckClassAndMode(spec);
    }

    private static void CheckModes(CheckedField modes)
    {
        foreach (var mode in modes.Items.Where(m => !Modes.Contains(m.Text)))
        {
            modes.At("", mode.Text).Unsupported(Modes);
        }

        if (modes.Items.Any(m => m.Text == "ReadWriteOncePod") && modes.Items.Any(m => m.Text != "ReadWriteOncePod" && Modes.Contains(m.Text)))
        {
            modes.Forbidden("may not use ReadWriteOncePod with other access modes");
        }
    }

    private static void CheckClassAndMode(CheckedField spec)
    {
        if (spec["storageClassName"].Text.Length > 0)
        {
            spec["storageClassName"].Keeps(NameRules.Subdomain);
        }

        if (spec["volumeMode"].IsSet)
        {
            spec["volumeMode"].IsOneOf("Block", "Filesystem");
        }
    }

    private static void CheckDataSource(CheckedField source)
    {
        source["name"].IsGiven();
        source["kind"].IsGiven();
        if (source["apiGroup"].Text.Length == 0 && source["kind"].Text != "PersistentVolumeClaim")
        {
            source.Invalid(source["kind"].Text, "must be 'PersistentVolumeClaim' when referencing the default apiGroup");
        }
        else if (source["apiGroup"].Text.Length > 0)
        {
            source["apiGroup"].Keeps(NameRules.Subdomain);
        }
    }

    private static void CheckCapacity(CheckedField capacity)
    {
        if (capacity.Count == 0)
        {
            capacity.Required();
        }

        if (capacity.Count != 1 || !capacity["storage"].IsSet)
        {
            capacity.UnsupportedAs(capacity.Value ?? Value.Null, "storage");
        }

        foreach (var (_, amount) in capacity.Entries)
        {
            if (Quantity.TryParse(amount.Text) is { } size && size <= default(Quantity))
            {
                if (size < default(Quantity))
                {
                    amount.Invalid(size.Value, "must be a valid resource quantity");
                }

                amount.Invalid("must be greater than zero");
            }
        }
    }

    private static void CheckSource(CheckedField spec)
    {
        var isFound = false;
        foreach (var name in Sources)
        {
            if (spec[name] is not { IsSet: true } source)
            {
                continue;
            }

            if (isFound)
            {
                source.Forbidden("may not specify more than 1 volume type");
                continue;
            }

            isFound = true;
            switch (name)
            {
                case "hostPath":
                    PodVolumeValidation.CheckHostPath(source);
                    break;
                case "nfs":
                    PodVolumeValidation.CheckNfs(source);
                    break;
                case "local":
                    CheckLocal(source, spec["nodeAffinity"]);
                    break;
                case "csi":
                    PodVolumeValidation.CheckCsiDriver(source["driver"]);
                    source["volumeHandle"].IsGiven();
                    break;
            }
        }

        if (!isFound)
        {
            spec.Required("must specify a volume type");
        }
    }

    private static void CheckLocal(CheckedField local, CheckedField affinity)
    {
        if (local["path"].IsGiven())
        {
            PathRules.HasNoBacksteps(local["path"]);
        }

        if (!affinity.IsSet)
        {
            affinity.At("", null).Required("Local volume requires node affinity");
        }
    }

    /// <summary>Of a claim's spec its size may change once it is bound, and its volume may be named once.</summary>
    private static void CheckClaimUpdate(CheckedField spec, MapValue before, KubeObject old)
    {
        var now = (MapValue)spec.Value!;
        var isBound = old.Root.StringAt("status", "phase") == "Bound";
        if (Fixed(now, before, isBound) != Fixed(before, before, isBound))
        {
            spec.Forbidden("spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims");
        }

        var (size, least) = (Quantity.TryParse(now.StringAt("resources", "requests", "storage") ?? "0"), Quantity.TryParse(before.StringAt("resources", "requests", "storage") ?? "0"));
        if (size < least && size <= (Quantity.TryParse(old.Root.StringAt("status", "capacity", "storage") ?? "0") ?? default))
        {
            spec["resources", "requests"]["storage"].Forbidden("field can not be less than status.capacity");
        }

        CheckModeUpdate(spec, before);
    }

    private static void CheckVolumeUpdate(CheckedField root, CheckedField spec, MapValue before)
    {
        if (Array.Exists(Sources, s => before[s] != spec[s].Value))
        {
            root["spec"].At(".persistentvolumesource", null).Forbidden("spec.persistentvolumesource is immutable after creation");
        }

        CheckModeUpdate(spec, before);
    }

    /// <summary>Told, by the real server's slip, of a field at the top.</summary>
    private static void CheckModeUpdate(CheckedField spec, MapValue before)
    {
        if (spec["volumeMode"].Value != before["volumeMode"])
        {
            spec.Add([FieldError.Invalid("volumeMode", spec["volumeMode"].Value ?? Value.Null, "field is immutable")]);
        }
    }

    private static MapValue Fixed(MapValue spec, MapValue before, bool isBound)
    {
        var result = isBound ? spec.Without("resources").Without("volumeAttributesClassName") : spec;
        return before.StringAt("volumeName") is null or "" ? result.Without("volumeName") : result;
    }
}
