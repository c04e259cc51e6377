using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>Where a Pod may run: tolerations, node labels, how Pods are spread (pkg/apis/core/validation).</summary>
internal static class PlacementValidation
{
    private const string NoKey = "can not be empty";

    public static void Check(string path, MapValue spec, List<FieldError> errors)
    {
        errors.AddRange(MetadataValidation.CheckLabels($"{path}.nodeSelector", spec.MapAt("nodeSelector") ?? MapValue.Empty));
        var tolerations = spec.ListAt("tolerations");
        for (var i = 0; i < tolerations.Count; i++)
        {
            CheckToleration($"{path}.tolerations[{i}]", tolerations[i], errors);
        }

        var constraints = spec.ListAt("topologySpreadConstraints");
        for (var i = 0; i < constraints.Count; i++)
        {
            CheckSpread($"{path}.topologySpreadConstraints[{i}]", constraints[i], errors);
        }

        errors.AddRange(SelectorValidation.CheckPlacement(path, spec));
    }

    private static void CheckToleration(string path, Value toleration, List<FieldError> errors)
    {
        var (key, value) = (toleration.StringAt("key") ?? "", toleration.StringAt("value") ?? "");
        var (mode, effect) = (toleration.StringAt("operator") ?? "", toleration.StringAt("effect") ?? "");
        if (key.Length == 0 && mode != "Exists")
        {
            errors.Add(FieldError.Invalid($"{path}.operator", mode, "operator must be Exists when `key` is empty, which means \"match all values and all keys\""));
        }

        if (toleration.Int64At("tolerationSeconds") is not null && effect != "NoExecute")
        {
            errors.Add(FieldError.Invalid($"{path}.effect", effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"));
        }

        switch (mode)
        {
            case "" or "Equal":
                break;
            case "Exists" when value.Length > 0:
                errors.Add(FieldError.Invalid($"{path}.operator", value, "value must be empty when `operator` is 'Exists'"));
                break;
            case not "Exists":
                errors.Add(FieldError.Unsupported($"{path}.operator", mode, "Equal", "Exists"));
                break;
        }

        if (effect is not ("" or "NoSchedule" or "PreferNoSchedule" or "NoExecute"))
        {
            errors.Add(FieldError.UnsupportedInOrder($"{path}.effect", effect, "NoSchedule", "PreferNoSchedule", "NoExecute"));
        }
    }

    private static void CheckSpread(string path, Value constraint, List<FieldError> errors)
    {
        if ((constraint.Int64At("maxSkew") ?? 0) is <= 0 and var skew)
        {
            errors.Add(FieldError.Invalid($"{path}.maxSkew", skew, "must be greater than 0"));
        }

        if (constraint.StringAt("topologyKey") is null or "")
        {
            errors.Add(FieldError.Required($"{path}.topologyKey", NoKey));
        }

        if (constraint.StringAt("whenUnsatisfiable") is var mode and not ("DoNotSchedule" or "ScheduleAnyway"))
        {
            errors.Add(FieldError.Unsupported($"{path}.whenUnsatisfiable", mode ?? "", "DoNotSchedule", "ScheduleAnyway"));
        }
    }
}
