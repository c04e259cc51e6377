using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>HorizontalPodAutoscalers (pkg/apis/autoscaling/validation): what is scaled, and how fast. The metrics are <see cref="MetricValidation"/>'s.</summary>
internal static class AutoscalerValidation
{
    private const int LongestWindow = 3600;
    private const int LongestPeriod = 1800;

    public static IEnumerable<FieldError> Check(KubeObject autoscaler, KubeObject? old)
    {
        var errors = new List<FieldError>();
        var spec = CheckedField.Of(autoscaler.Spec ?? MapValue.Empty, "spec", errors);
        var (min, max) = (spec["minReplicas"], spec["maxReplicas"]);
        if (min is { IsSet: true, Number: < 1 })
        {
            min.Invalid("must be greater than or equal to 1");
        }

        if (max.Number == 0)
        {
            max.Required("must be set and greater than 0");
        }
        else if (max.Number < 0)
        {
            max.Invalid("must be greater than or equal to 1");
        }

        if (min.IsSet && max.Number < min.Number)
        {
            max.Invalid(max.Number, "must be greater than or equal to `minReplicas`");
        }

        CheckTarget(spec["scaleTargetRef"], old);
        MetricValidation.Check(spec["metrics"], scalesToZero: min is { IsSet: true, Number: 0 });
        CheckRules(spec["behavior", "scaleUp"]);
        CheckRules(spec["behavior", "scaleDown"]);
        return errors;
    }

    public static void CheckReference(CheckedField reference, bool mayBeCore)
    {
        reference["kind"].IsGiven(NameRules.PathSegment);
        reference["name"].IsGiven(NameRules.PathSegment);
        var version = reference["apiVersion"].Text;
        if (version.Count(c => c == '/') > 1)
        {
            reference["apiVersion"].Invalid($"unexpected GroupVersion string: {version}");
        }
        else if (!mayBeCore && (!version.Contains('/', StringComparison.Ordinal) || version.StartsWith('/')))
        {
            reference["apiVersion"].Invalid(version, "apiVersion must specify API group");
        }
    }

    /// <summary>Of what can be scaled only ReplicationControllers have no group; a version that was stored is borne.</summary>
    private static void CheckTarget(CheckedField target, KubeObject? old)
    {
        var before = old?.Root.At("spec", "scaleTargetRef");
        if (before.StringAt("apiVersion") is { } version && version == target["apiVersion"].Text && before.StringAt("kind") == target["kind"].Text)
        {
            target["kind"].IsGiven(NameRules.PathSegment);
            target["name"].IsGiven(NameRules.PathSegment);
            return;
        }

        CheckReference(target, mayBeCore: target["kind"].Text == "ReplicationController");
    }

    private static void CheckRules(CheckedField rules)
    {
        if (!rules.IsSet)
        {
            return;
        }

        var (window, policies) = (rules["stabilizationWindowSeconds"], rules["policies"]);
        if (window.Number < 0)
        {
            window.Invalid("must be greater than or equal to zero");
        }
        else if (window.Number > LongestWindow)
        {
            window.Invalid($"must be less than or equal to {LongestWindow}");
        }

        if (rules["selectPolicy"].IsSet)
        {
            rules["selectPolicy"].IsOneOf("Disabled", "Max", "Min");
        }

        if (policies.Count == 0)
        {
            policies.Required("must specify at least one Policy");
        }

        foreach (var policy in policies.Items)
        {
            policy["type"].IsOneOf("Percent", "Pods");
            policy["value"].IsPositive();
            if (policy["periodSeconds"].IsPositive() && policy["periodSeconds"].Number > LongestPeriod)
            {
                policy["periodSeconds"].Invalid($"must be less than or equal to {LongestPeriod}");
            }
        }
    }
}
