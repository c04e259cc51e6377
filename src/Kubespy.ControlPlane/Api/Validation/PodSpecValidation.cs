using Kubespy.ControlPlane.Api.Schema;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>Pod specs (ValidatePodSpec in pkg/apis/core/validation).</summary>
internal static class PodSpecValidation
{
    private static readonly string[] PullPolicies = ["Always", "IfNotPresent", "Never"];
    private static readonly string[] RestartPolicies = ["Always", "OnFailure", "Never"];
    private static readonly string[] Protocols = ["SCTP", "TCP", "UDP"];

    public static IEnumerable<FieldError> Check(string path, MapValue spec)
    {
        var errors = new List<FieldError>();
        var volumes = CheckVolumes(path, spec, errors);
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (spec.ListAt("containers").Count == 0)
        {
            errors.Add(FieldError.Required($"{path}.containers"));
        }

        CheckContainers($"{path}.containers", spec.ListAt("containers"), names, volumes, errors);
        CheckContainers($"{path}.initContainers", spec.ListAt("initContainers"), names, volumes, errors);
        errors.AddRange(SelectorValidation.CheckPlacement(path, spec));
        if (spec["restartPolicy"]?.AsString() is { } policy && !RestartPolicies.Contains(policy))
        {
            errors.Add(FieldError.Unsupported($"{path}.restartPolicy", policy, RestartPolicies));
        }

        if (spec["terminationGracePeriodSeconds"]?.AsInt64() is < 0 and var grace)
        {
            errors.Add(FieldError.Invalid($"{path}.terminationGracePeriodSeconds", grace, "must be greater than or equal to 0"));
        }

        return errors;
    }

    private static HashSet<string> CheckVolumes(string path, MapValue spec, List<FieldError> errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var volume in spec.ListAt("volumes"))
        {
            var at = $"{path}.volumes[{index++}].name";
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

    private static void CheckContainers(string path, ListValue containers, HashSet<string> names, HashSet<string> volumes, List<FieldError> errors)
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

            CheckContainer(at, container, volumes, errors);
        }
    }

    private static void CheckContainer(string path, MapValue container, HashSet<string> volumes, List<FieldError> errors)
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

        CheckPorts($"{path}.ports", container.ListAt("ports"), errors);
        CheckResources($"{path}.resources", container, errors);
        var index = 0;
        foreach (var mount in container.ListAt("volumeMounts"))
        {
            var name = mount.StringAt("name") ?? "";
            if (!volumes.Contains(name))
            {
                errors.Add(new FieldError("FieldValueNotFound", $"{path}.volumeMounts[{index}].name", $"Not found: {StringValue.Of(name)}"));
            }

            index++;
        }
    }

    private static void CheckPorts(string path, ListValue ports, List<FieldError> errors)
    {
        for (var i = 0; i < ports.Count; i++)
        {
            var number = ports[i].Int64At("containerPort") ?? 0;
            if (number == 0)
            {
                errors.Add(FieldError.Required($"{path}[{i}].containerPort"));
            }
            else if (number is < 1 or > 65535)
            {
                errors.Add(FieldError.Invalid($"{path}[{i}].containerPort", number, "must be between 1 and 65535, inclusive"));
            }

            if (ports[i].StringAt("protocol") is { } protocol && !Protocols.Contains(protocol))
            {
                errors.Add(FieldError.Unsupported($"{path}[{i}].protocol", protocol, Protocols));
            }
        }
    }

    private static void CheckResources(string path, MapValue container, List<FieldError> errors)
    {
        foreach (var (name, value) in container.MapAt("resources", "requests") ?? MapValue.Empty)
        {
            if (container.StringAt("resources", "limits", name) is { } limit
                && Quantity.TryParse(limit)?.Milli < Quantity.TryParse(value.AsString() ?? "")?.Milli)
            {
                errors.Add(FieldError.Invalid($"{path}.requests", value, $"must be less than or equal to {name} limit of {limit}"));
            }
        }
    }
}
