using System.Globalization;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>When a Job counts as failed or as successful (validatePodFailurePolicy, validateSuccessPolicy in pkg/apis/batch/validation).</summary>
internal static class JobPolicyValidation
{
    private const int MostRules = 20;

    public static void CheckFailures(CheckedField spec)
    {
        var names = spec["template", "spec"]["containers"].Items.Concat(spec["template", "spec"]["initContainers"].Items).Select(c => c["name"].Text).ToHashSet(StringComparer.Ordinal);
        var rules = spec["podFailurePolicy", "rules"];
        CheckCount(rules, MostRules);
        foreach (var rule in rules.Items)
        {
            CheckRule(rule, names, spec["backoffLimitPerIndex"].IsSet);
        }
    }

    public static void CheckSuccess(CheckedField spec)
    {
        var rules = spec["successPolicy", "rules"];
        if (rules.Count == 0)
        {
            rules.Required("at least one rules must be specified when the successPolicy is specified");
        }

        CheckCount(rules, MostRules);
        foreach (var rule in rules.Items)
        {
            var count = rule["succeededCount"];
            if (!count.IsSet && !rule["succeededIndexes"].IsSet)
            {
                rule.Required("at least one of succeededCount or succeededIndexes must be specified");
            }

            count.IsNotNegative();
            if (count.IsSet && count.Number > spec["completions"].Number)
            {
                count.Invalid(string.Create(CultureInfo.InvariantCulture, $"must be less than or equal to {spec["completions"].Number} (the number of specified completions)"));
            }
        }
    }

    private static void CheckRule(CheckedField rule, HashSet<string> containers, bool hasLimitPerIndex)
    {
        var (action, codes, conditions) = (rule["action"], rule["onExitCodes"], rule["onPodConditions"]);
        if (action.Text == "FailIndex" && !hasLimitPerIndex)
        {
            action.Invalid("requires the backoffLimitPerIndex to be set");
        }

        if (action.IsGiven("valid values: [\"Count\" \"FailIndex\" \"FailJob\" \"Ignore\"]"))
        {
            action.IsOneOf("Count", "FailIndex", "FailJob", "Ignore");
        }

        if (codes.IsSet)
        {
            CheckCodes(codes, containers);
        }

        foreach (var condition in conditions.Items)
        {
            condition["type"].Keeps(NameRules.QualifiedName);
            if (condition["status"].IsGiven("valid values: [\"False\" \"True\" \"Unknown\"]"))
            {
                condition["status"].IsOneOf("False", "True", "Unknown");
            }
        }

        if (codes.IsSet == conditions.Count > 0)
        {
            var wrong = codes.IsSet ? "specifying both OnExitCodes and OnPodConditions is not supported" : "specifying one of OnExitCodes and OnPodConditions is required";
            rule.Add([new FieldError("FieldValueInvalid", rule.Path, $"Invalid value: {wrong}")]);
        }
    }

    private static void CheckCodes(CheckedField codes, HashSet<string> containers)
    {
        if (codes["operator"].IsGiven("valid values: [\"In\" \"NotIn\"]"))
        {
            codes["operator"].IsOneOf("In", "NotIn");
        }

        if (codes["containerName"].IsSet && !containers.Contains(codes["containerName"].Text))
        {
            codes["containerName"].Invalid("must be one of the container or initContainer names in the pod template");
        }

        var values = codes["values"];
        if (values.Count == 0)
        {
            values.Invalid("at least one value is required");
        }

        CheckCount(values, 255);
        var seen = new HashSet<long>();
        var (isOrdered, last) = (true, long.MinValue);
        foreach (var value in values.Items)
        {
            if (codes["operator"].Text == "In" && value.Number == 0)
            {
                value.Invalid("must not be 0 for the In operator");
            }

            if (!seen.Add(value.Number))
            {
                value.Duplicate();
            }

            (isOrdered, last) = (isOrdered && last <= value.Number, value.Number);
        }

        if (!isOrdered)
        {
            values.Invalid("must be ordered");
        }
    }

    private static void CheckCount(CheckedField list, int most)
    {
        if (list.Count > most)
        {
            list.Add([new FieldError("FieldValueTooMany", list.Path, string.Create(CultureInfo.InvariantCulture, $"Too many: {list.Count}: must have at most {most} items"))]);
        }
    }
}
