using Kubespy.ControlPlane.Api.Schema;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>The volumes of a Pod (ValidateVolumes, validateVolumeSource in pkg/apis/core/validation). What only one vendor's storage knows is not looked into.</summary>
internal static class PodVolumeValidation
{
    private const string FileMode = "must be a number between 0 and 0777 (octal), both inclusive";

    /// <summary>Every source, in the real server's order: a volume has one of them.</summary>
    private static readonly string[] Sources =
    [
        "emptyDir", "hostPath", "gitRepo", "gcePersistentDisk", "awsElasticBlockStore", "secret", "nfs", "iscsi", "glusterfs", "flocker",
        "persistentVolumeClaim", "rbd", "cinder", "cephfs", "quobyte", "downwardAPI", "fc", "flexVolume", "configMap", "azureFile", "vsphereVolume",
        "photonPersistentDisk", "portworxVolume", "azureDisk", "storageos", "projected", "scaleIO", "csi", "ephemeral", "image",
    ];

    /// <summary>The volumes that can be mounted: those with nothing wrong.</summary>
    public static IReadOnlyDictionary<string, MapValue> Check(CheckedField volumes, string podName)
    {
        var result = new Dictionary<string, MapValue>(StringComparer.Ordinal);
        foreach (var volume in volumes.Items)
        {
            var before = volume.ErrorCount;
            CheckSource(volume, podName);
            volume["name"].IsGiven(NameRules.Label);
            if (result.ContainsKey(volume["name"].Text))
            {
                volume["name"].Duplicate();
            }

            if (volume.ErrorCount == before)
            {
                result[volume["name"].Text] = (MapValue)volume.Value!;
            }
        }

        return result;
    }

    public static void CheckMode(CheckedField mode)
    {
        if (mode is { IsSet: true, Number: < 0 or > 511 })
        {
            mode.Invalid(FileMode);
        }
    }

    private static void CheckItems(CheckedField items)
    {
        foreach (var item in items.Items)
        {
            CheckItem(item);
        }
    }

    public static void CheckItem(CheckedField item)
    {
        item["key"].IsGiven();
        item["path"].IsGiven();
        PathRules.IsNotReserved(item["path"]);
        CheckMode(item["mode"]);
    }

    /// <summary>A file that shows a field of the Pod; the real server tells of its list, not of the file.</summary>
    public static void CheckDownwardFile(CheckedField file, CheckedField told)
    {
        var path = told.At(".path", file["path"].Value);
        path.IsGiven();
        PathRules.IsNotReserved(path);
        var (field, resource) = (told.At(".fieldRef", file["fieldRef"].Value), told.At(".resourceFieldRef", file["resourceFieldRef"].Value));
        if (field.IsSet)
        {
            EnvironmentValidation.CheckFieldRef(field, isVolume: true);
            if (resource.IsSet)
            {
                told.Invalid("resource", "fieldRef and resourceFieldRef can not be specified simultaneously");
            }
        }
        else if (resource.IsSet)
        {
            EnvironmentValidation.CheckResourceRef(resource, isVolume: true);
        }
        else
        {
            told.Required("one of fieldRef and resourceFieldRef is required");
        }

        CheckMode(told.At(".mode", file["mode"].Value));
    }

    public static void CheckHostPath(CheckedField source)
    {
        if (!source["path"].IsGiven())
        {
            return;
        }

        PathRules.HasNoBacksteps(source["path"]);
        if (source["type"].IsSet)
        {
            source["type"].IsOneOf("", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket");
        }
    }

    public static void CheckNfs(CheckedField source)
    {
        source["server"].IsGiven();
        source["path"].IsGiven();
        if (!source["path"].Text.StartsWith('/'))
        {
            source["path"].Invalid(source["path"].Text, "must be an absolute path");
        }
    }

    public static void CheckCsiDriver(CheckedField driver)
    {
        if (!driver.IsGiven())
        {
            return;
        }

        if (driver.Text.Length > 63)
        {
            driver.TooLong(63);
        }

        foreach (var wrong in NameRules.Subdomain(driver.Text.ToLowerInvariant()))
        {
            driver.Invalid(wrong);
        }
    }

    private static void CheckSource(CheckedField volume, string podName)
    {
        var isFound = false;
        foreach (var name in Sources)
        {
            if (volume[name] is not { IsSet: true } source)
            {
                continue;
            }

            if (isFound)
            {
                // The real server misspells these two.
                volume.At(name switch { "cephfs" => ".cephFS", "downwardAPI" => ".downwarAPI", _ => "." + name }, source.Value).Forbidden("may not specify more than 1 volume type");
                continue;
            }

            isFound = true;
            CheckOne(name, source, volume, podName);
        }

        if (!isFound)
        {
            volume.Required("must specify a volume type");
        }
    }

    private static void CheckOne(string name, CheckedField source, CheckedField volume, string podName)
    {
        switch (name)
        {
            case "emptyDir" when Quantity.TryParse(source["sizeLimit"].Text) < default(Quantity):
                source["sizeLimit"].Forbidden("SizeLimit field must be a valid resource quantity");
                break;
            case "hostPath":
                CheckHostPath(source);
                break;
            case "secret" or "configMap":
                source[name == "secret" ? "secretName" : "name"].IsGiven();
                CheckMode(source["defaultMode"]);
                CheckItems(source["items"]);
                break;
            case "nfs":
                CheckNfs(source);
                break;
            case "persistentVolumeClaim":
                source["claimName"].IsGiven();
                break;
            case "downwardAPI":
                CheckMode(source["defaultMode"]);
                foreach (var file in source["items"].Items)
                {
                    CheckDownwardFile(file, source);
                }

                break;
            case "projected":
                CheckMode(source["defaultMode"]);
                ProjectedVolumeValidation.Check(source);
                break;
            case "csi":
                CheckCsiDriver(source["driver"]);
                if (source["nodePublishSecretRef"].IsSet)
                {
                    source["nodePublishSecretRef", "name"].IsGiven();
                }

                break;
            case "ephemeral":
                CheckEphemeral(source, volume, podName);
                break;
            case "image":
                if (podName.Length > 0)
                {
                    source["reference"].IsGiven();
                }

                source["pullPolicy"].IsGivenAs("Always", "IfNotPresent", "Never");
                break;
        }
    }

    private static void CheckEphemeral(CheckedField source, CheckedField volume, string podName)
    {
        var template = source["volumeClaimTemplate"];
        if (!template.IsSet)
        {
            template.Required();
        }
        else
        {
            VolumeValidation.CheckClaimSpec(template["spec"]);
        }

        var claim = $"{podName}-{volume["name"].Text}";
        foreach (var wrong in podName.Length > 0 && volume["name"].Text.Length > 0 ? NameRules.Subdomain(claim) : [])
        {
            volume["name"].Invalid($"PVC name {StringValue.Of(claim)}: {wrong}");
        }
    }
}
