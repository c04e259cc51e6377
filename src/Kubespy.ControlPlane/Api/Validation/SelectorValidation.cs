using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>Label selectors (apimachinery/pkg/apis/meta/v1/validation). A selector without errors can be asked what it matches.</summary>
internal static class SelectorValidation
{
    public static IReadOnlyList<FieldError> Check(string path, Value? selector)
    {
        var errors = new List<FieldError>();
        Check(CheckedField.Of(selector, path, errors));
        return errors;
    }

    public static void Check(CheckedField selector)
    {
        if (!selector.IsSet)
        {
            return;
        }

        CheckLabels(selector["matchLabels"]);
        foreach (var expression in selector["matchExpressions"].Items)
        {
            CheckExpression(expression);
        }
    }

    /// <summary>Labels, or what selects by them: keys and values.</summary>
    public static void CheckLabels(CheckedField labels)
    {
        foreach (var (name, value) in labels.Value as MapValue ?? MapValue.Empty)
        {
            labels.Keeps(name, NameRules.QualifiedName);
            labels.Keeps(value.AsString() ?? "", NameRules.LabelValue);
        }
    }

    /// <param name="expression">One of <c>matchExpressions</c>.</param>
    /// <param name="ofNodes">It may compare numbers, too, as selectors of nodes do.</param>
    /// <param name="mayBeNoLabel">Its values may be what no label can have.</param>
    public static void CheckExpression(CheckedField expression, bool ofNodes = false, bool mayBeNoLabel = false)
    {
        var values = expression["values"];
        switch (expression["operator"].Text)
        {
            case "In" or "NotIn" when values.Count == 0:
                values.Required("must be specified when `operator` is 'In' or 'NotIn'");
                break;
            case "Exists" or "DoesNotExist" when values.Count > 0:
                values.Forbidden("may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                break;
            case "Gt" or "Lt" when ofNodes:
                if (values.Count != 1)
                {
                    values.Required("must be specified single value when `operator` is 'Lt' or 'Gt'");
                }

                break;
            case not ("In" or "NotIn" or "Exists" or "DoesNotExist") and var other:
                expression["operator"].Invalid(other, "not a valid selector operator");
                break;
        }

        expression["key"].Keeps(NameRules.QualifiedName);
        foreach (var value in mayBeNoLabel ? [] : values.Items)
        {
            value.Keeps(NameRules.LabelValue);
        }
    }
}
