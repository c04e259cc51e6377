using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>Disruption budgets and priorities (pkg/apis/{policy,scheduling}/validation).</summary>
internal static class PolicyValidation
{
    private const long HighestUserPriority = 1_000_000_000;

    public static IEnumerable<FieldError> CheckDisruptionBudget(KubeObject budget)
    {
        var errors = new List<FieldError>();
        var spec = CheckedField.Of(budget.Spec ?? MapValue.Empty, "spec", errors);
        if (spec["minAvailable"].IsSet && spec["maxUnavailable"].IsSet)
        {
            spec.Invalid(
                InternalForm.Of(spec.Value!, "minAvailable", "selector", "maxUnavailable", "unhealthyPodEvictionPolicy"),
                "minAvailable and maxUnavailable cannot be both set");
        }

        foreach (var field in (string[])["minAvailable", "maxUnavailable"])
        {
            if (spec[field].IsSet)
            {
                RolloutRules.IsNumberOrPercent(spec[field]);
                RolloutRules.IsNotMoreThanAll(spec[field]);
            }
        }

        SelectorValidation.Check(spec["selector"]);
        if (spec["unhealthyPodEvictionPolicy"].IsSet)
        {
            spec["unhealthyPodEvictionPolicy"].IsOneOf("AlwaysAllow", "IfHealthyBudget");
        }

        return errors;
    }

    public static IEnumerable<FieldError> CheckPriorityClass(KubeObject priority, KubeObject? old)
    {
        var errors = new List<FieldError>();
        var root = CheckedField.Of(priority.Root, "", errors);
        var (value, preemption) = (root["value"], root["preemptionPolicy"]);
        if (old is not null)
        {
            if ((old.Root.Int64At("value") ?? 0) != value.Number)
            {
                value.Forbidden("may not be changed in an update.");
            }

            if (old.Root["preemptionPolicy"] != preemption.Value)
            {
                preemption.Invalid("field is immutable");
            }

            return errors;
        }

        if (priority.Name.StartsWith("system-", StringComparison.Ordinal))
        {
            CheckSystem(priority.Name, errors);
        }
        else if (value.Number > HighestUserPriority)
        {
            value.Forbidden($"maximum allowed value of a user defined priority is {HighestUserPriority}");
        }

        if (preemption.IsSet)
        {
            preemption.IsGivenAs("PreemptLowerPriority", "Never");
        }

        return errors;
    }

    private static void CheckSystem(string name, List<FieldError> errors)
    {
        if (name is not ("system-cluster-critical" or "system-node-critical"))
        {
            errors.Add(FieldError.Forbidden(
                "metadata.name", $"priority class names with 'system-' prefix are reserved for system use only. error: {name} is not a known system priority class"));
        }
    }
}
