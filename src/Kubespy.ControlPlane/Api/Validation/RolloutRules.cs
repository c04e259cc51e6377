using System.Globalization;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>Numbers of Pods, or shares of them in percent (ValidatePositiveIntOrPercent in pkg/apis/apps/validation).</summary>
internal static class RolloutRules
{
    private const string PercentRule =
        "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')";

    public static void IsNumberOrPercent(CheckedField field)
    {
        if (field.Value is StringValue text)
        {
            if (PercentOf(text.Text) is null)
            {
                field.Invalid(PercentRule);
            }
        }
        else
        {
            field.IsNotNegative();
        }
    }

    public static void IsNotMoreThanAll(CheckedField field)
    {
        if (PercentOf(field.Text) > 100)
        {
            field.Invalid("must not be greater than 100%");
        }
    }

    /// <summary>The number or the percentage, of whatever: enough to see whether it is nothing.</summary>
    public static long AmountOf(CheckedField field) => field.Value is StringValue text
        ? PercentOf(text.Text) ?? (long.TryParse(text.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0)
        : field.Number;

    private static long? PercentOf(string text) =>
        text.EndsWith('%') && long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var percent) ? percent : null;
}
