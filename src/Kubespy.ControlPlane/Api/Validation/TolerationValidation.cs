using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>Tolerations (ValidateTolerations in pkg/apis/core/validation), and the taints of nodes (validateNodeTaints).</summary>
internal static class TolerationValidation
{
    private static readonly string[] Effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

    public static void Check(CheckedField tolerations)
    {
        foreach (var toleration in tolerations.Items)
        {
            CheckOne(toleration);
        }
    }

    public static void CheckTaints(CheckedField taints)
    {
        var seen = new HashSet<(string, string)>();
        foreach (var taint in taints.Items)
        {
            taint["key"].Keeps(NameRules.QualifiedName);
            if (taint["value"].Text.Length > 0)
            {
                // Not each, but all that is wrong with a value in one message.
                CheckValue(taint["value"], taint["value"].Text);
            }

            taint["effect"].IsGivenAs(Effects);
            if (taint["effect"].Text.Length > 0 && !seen.Add((taint["key"].Text, taint["effect"].Text)))
            {
                var shown = MapValue.Of(
                    ("Key", taint["key"].Text), ("Value", taint["value"].Text), ("Effect", taint["effect"].Text), ("TimeAdded", taint["timeAdded"].Value ?? Value.Null));
                taint.Add([new FieldError("FieldValueDuplicate", taint.Path, $"Duplicate value: {shown}: taints must be unique by key and effect pair")]);
            }
        }
    }

    private static void CheckOne(CheckedField toleration)
    {
        var (key, @operator, value, effect) = (toleration["key"], toleration["operator"], toleration["value"], toleration["effect"]);
        if (key.Text.Length > 0)
        {
            key.Keeps(NameRules.QualifiedName);
        }
        else if (@operator.Text != "Exists")
        {
            @operator.Invalid(@operator.Text, "operator must be Exists when `key` is empty, which means \"match all values and all keys\"");
        }

        if (toleration["tolerationSeconds"].IsSet && effect.Text != "NoExecute")
        {
            effect.Invalid(effect.Text, "effect must be 'NoExecute' when `tolerationSeconds` is set");
        }

        switch (@operator.Text)
        {
            case "Equal" or "":
                CheckValue(@operator, value.Text);
                break;
            case "Exists" when value.Text.Length > 0:
                @operator.Invalid(value.Text, "value must be empty when `operator` is 'Exists'");
                break;
            case "Lt" or "Gt":
                // The gate TaintTolerationComparisonOperators is off by default.
                @operator.Unsupported("Equal", "Exists", "Lt", "Gt");
                break;
            default:
                @operator.IsOneOf("Equal", "Exists");
                break;
        }

        if (effect.Text.Length > 0)
        {
            effect.IsOneOf(Effects);
        }
    }

    private static void CheckValue(CheckedField told, string value)
    {
        if (NameRules.LabelValue(value) is { Count: > 0 } wrong)
        {
            told.Invalid(value, string.Join(";", wrong));
        }
    }
}
