using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>Pod specs (ValidatePodSpec in pkg/apis/core/validation).</summary>
internal static class PodSpecValidation
{
    private static readonly string[] PullPolicies = ["Always", "IfNotPresent", "Never"];
    private static readonly string[] RestartPolicies = ["Always", "OnFailure", "Never"];
    private static readonly string[] DnsPolicies = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"];

    /// <summary>What names another object, or a place, in a volume.</summary>
    private static readonly (string Source, string Field)[] VolumeNames =
        [("hostPath", "path"), ("secret", "secretName"), ("persistentVolumeClaim", "claimName"), ("configMap", "name"), ("csi", "driver")];

    public static IEnumerable<FieldError> Check(string path, MapValue spec)
    {
        var errors = new List<FieldError>();
        var volumes = CheckVolumes(path, spec, errors);
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (spec.ListAt("containers").Count == 0)
        {
            errors.Add(FieldError.Required($"{path}.containers"));
        }

        CheckContainers($"{path}.containers", spec.ListAt("containers"), names, volumes, isInit: false, errors);
        CheckContainers($"{path}.initContainers", spec.ListAt("initContainers"), names, volumes, isInit: true, errors);
        PlacementValidation.Check(path, spec, errors);
        if (spec["restartPolicy"]?.AsString() is { } policy && !RestartPolicies.Contains(policy))
        {
            errors.Add(FieldError.Unsupported($"{path}.restartPolicy", policy, RestartPolicies));
        }

        if (spec["terminationGracePeriodSeconds"]?.AsInt64() is < 0 and var grace)
        {
            errors.Add(FieldError.Invalid($"{path}.terminationGracePeriodSeconds", grace, "must be greater than or equal to 0"));
        }

        if (spec["dnsPolicy"]?.AsString() is { } dns && !DnsPolicies.Contains(dns))
        {
            errors.Add(FieldError.UnsupportedInOrder($"{path}.dnsPolicy", dns, DnsPolicies));
        }

        if (spec["serviceAccountName"]?.AsString() is { Length: > 0 } account && !MetadataValidation.IsSubdomain(account))
        {
            errors.Add(MetadataValidation.InvalidSubdomain($"{path}.serviceAccountName", account));
        }

        if (spec["activeDeadlineSeconds"]?.AsInt64() is < 1 or > int.MaxValue)
        {
            errors.Add(FieldError.Invalid($"{path}.activeDeadlineSeconds", spec["activeDeadlineSeconds"]!, "must be between 1 and 2147483647, inclusive"));
        }

        return errors;
    }

    private static HashSet<string> CheckVolumes(string path, MapValue spec, List<FieldError> errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var volume in spec.ListAt("volumes"))
        {
            var place = $"{path}.volumes[{index++}]";
            CheckSource(place, (MapValue)volume, errors);
            var at = $"{place}.name";
            var name = volume.StringAt("name") ?? "";
            if (name.Length == 0)
            {
                errors.Add(FieldError.Required(at));
            }
            else if (!MetadataValidation.IsLabel(name))
            {
                errors.Add(MetadataValidation.InvalidLabel(at, name));
            }
            else if (!names.Add(name))
            {
                errors.Add(FieldError.Duplicate(at, name));
            }
        }

        return names;
    }

    /// <summary>A volume has one source; where none is given it is an empty directory by default.</summary>
    private static void CheckSource(string path, MapValue volume, List<FieldError> errors)
    {
        var sources = volume.Where(f => f.Key != "name" && f.Value is MapValue).Select(f => f.Key).ToArray();
        foreach (var source in sources.Skip(1))
        {
            errors.Add(FieldError.Forbidden($"{path}.{source}", "may not specify more than 1 volume type"));
        }

        foreach (var (source, field) in VolumeNames.Where(n => n.Source == sources.FirstOrDefault()))
        {
            if (volume.StringAt(source, field) is null or "")
            {
                errors.Add(FieldError.Required($"{path}.{source}.{field}"));
            }
        }
    }

    private static void CheckContainers(string path, ListValue containers, HashSet<string> names, HashSet<string> volumes, bool isInit, List<FieldError> errors)
    {
        for (var i = 0; i < containers.Count; i++)
        {
            var container = (MapValue)containers[i];
            var at = $"{path}[{i}]";
            var name = container["name"]?.AsString() ?? "";
            if (name.Length == 0)
            {
                errors.Add(FieldError.Required($"{at}.name"));
            }
            else if (!MetadataValidation.IsLabel(name))
            {
                errors.Add(MetadataValidation.InvalidLabel($"{at}.name", name));
            }
            else if (!names.Add(name))
            {
                errors.Add(FieldError.Duplicate($"{at}.name", name));
            }

            CheckContainer(at, container, volumes, isInit, errors);
        }
    }

    private static void CheckContainer(string path, MapValue container, HashSet<string> volumes, bool isInit, List<FieldError> errors)
    {
        var image = container["image"]?.AsString() ?? "";
        if (image.Length == 0)
        {
            errors.Add(FieldError.Required($"{path}.image"));
        }
        else if (image.Trim() != image)
        {
            errors.Add(FieldError.Invalid($"{path}.image", image, "must not have leading or trailing whitespace"));
        }

        if (container["imagePullPolicy"]?.AsString() is { } policy && !PullPolicies.Contains(policy))
        {
            errors.Add(FieldError.Unsupported($"{path}.imagePullPolicy", policy, PullPolicies));
        }

        ContainerValidation.Check(path, container, volumes, errors);
        ProbeValidation.Check(path, container, isInit, errors);
    }
}
