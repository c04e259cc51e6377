using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>Label selectors (apimachinery/pkg/apis/meta/v1/validation). A selector without errors can be asked what it matches.</summary>
internal static class SelectorValidation
{
    public static IReadOnlyList<FieldError> Check(string path, Value? selector)
    {
        if (selector is not MapValue map)
        {
            return [];
        }

        var errors = MetadataValidation.CheckLabels($"{path}.matchLabels", map.MapAt("matchLabels") ?? MapValue.Empty).ToList();
        var expressions = map.ListAt("matchExpressions");
        for (var i = 0; i < expressions.Count; i++)
        {
            CheckExpression($"{path}.matchExpressions[{i}]", expressions[i], errors);
        }

        return errors;
    }

    /// <summary>The selectors of a Pod's affinities and of how it is spread.</summary>
    public static IEnumerable<FieldError> CheckPlacement(string path, MapValue spec)
    {
        if (spec["affinity"] is null && spec["topologySpreadConstraints"] is null)
        {
            return [];
        }

        var constraints = spec.ListAt("topologySpreadConstraints");
        var errors = constraints.SelectMany((c, i) => Check($"{path}.topologySpreadConstraints[{i}].labelSelector", c.At("labelSelector")));
        foreach (var kind in (string[])["podAffinity", "podAntiAffinity"])
        {
            const string Required = "requiredDuringSchedulingIgnoredDuringExecution";
            const string Preferred = "preferredDuringSchedulingIgnoredDuringExecution";
            errors = errors
                .Concat(spec.ListAt("affinity", kind, Required).SelectMany((t, i) =>
                    Check($"{path}.affinity.{kind}.{Required}[{i}].labelSelector", t.At("labelSelector"))))
                .Concat(spec.ListAt("affinity", kind, Preferred).SelectMany((t, i) =>
                    Check($"{path}.affinity.{kind}.{Preferred}[{i}].podAffinityTerm.labelSelector", t.At("podAffinityTerm", "labelSelector"))));
        }

        return errors;
    }

    private static void CheckExpression(string path, Value expression, List<FieldError> errors)
    {
        var values = expression.ListAt("values");
        switch (expression.StringAt("operator") ?? "")
        {
            case "In" or "NotIn" when values.Count == 0:
                errors.Add(FieldError.Required($"{path}.values", "must be specified when `operator` is 'In' or 'NotIn'"));
                break;
            case "Exists" or "DoesNotExist" when values.Count > 0:
                errors.Add(FieldError.Forbidden($"{path}.values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
                break;
            case not ("In" or "NotIn" or "Exists" or "DoesNotExist") and var other:
                errors.Add(FieldError.Invalid($"{path}.operator", other, "not a valid selector operator"));
                break;
        }

        errors.AddRange(MetadataValidation.CheckLabels($"{path}.key", MapValue.Of((expression.StringAt("key") ?? "", ""))));
        for (var i = 0; i < values.Count; i++)
        {
            errors.AddRange(MetadataValidation.CheckLabels($"{path}.values[{i}]", MapValue.Of(("value", values[i]))));
        }
    }
}
