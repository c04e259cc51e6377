using System.Globalization;
using Kubespy.ControlPlane.Api.Schema;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>LimitRanges (ValidateLimitRange in pkg/apis/core/validation).</summary>
internal static class LimitRangeValidation
{
    /// <summary>Of two amounts the first may not exceed the second; at which field it is told, which is shown, and how.</summary>
    private static readonly (string Small, string Large, string At, string Shown, string Words)[] Orders =
    [
        ("min", "max", "min", "min", "min value {0} is greater than max value {1}"),
        ("min", "defaultRequest", "defaultRequest", "defaultRequest", "min value {0} is greater than default request value {1}"),
        ("defaultRequest", "max", "defaultRequest", "defaultRequest", "default request value {0} is greater than max value {1}"),
        ("defaultRequest", "default", "defaultRequest", "defaultRequest", "default request value {0} is greater than default limit value {1}"),
        ("min", "default", "default", "min", "min value {0} is greater than default value {1}"),
        ("default", "max", "default", "max", "default value {0} is greater than max value {1}"),
    ];

    public static IEnumerable<FieldError> Check(KubeObject range)
    {
        var errors = new List<FieldError>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var limit in CheckedField.Of(range.Root.At("spec", "limits"), "spec.limits", errors).Items)
        {
            CheckType(limit["type"]);
            if (!seen.Add(limit["type"].Text))
            {
                limit["type"].Duplicate();
            }

            CheckNames(limit);
            var names = (string[])["max", "min", "default", "defaultRequest", "maxLimitRequestRatio"];
            foreach (var name in names.SelectMany(n => limit[n].Entries).Select(e => e.Key).Distinct(StringComparer.Ordinal).ToList())
            {
                CheckOrders(limit, name);
                CheckRatio(limit, name);
            }
        }

        return errors;
    }

    private static void CheckType(CheckedField type)
    {
        if (type.Keeps(NameRules.QualifiedName) && !type.Text.Contains('/', StringComparison.Ordinal) && type.Text is not ("Container" or "PersistentVolumeClaim" or "Pod"))
        {
            type.Invalid("must be a standard limit type or fully qualified");
        }
    }

    private static void CheckNames(CheckedField limit)
    {
        var isPod = limit["type"].Text == "Pod";
        foreach (var field in (string[])["max", "min", "default", "defaultRequest"])
        {
            if (isPod && field.StartsWith("default", StringComparison.Ordinal))
            {
                if (limit[field].Count > 0)
                {
                    limit[field].Forbidden("may not be specified when `type` is 'Pod'");
                }
            }
            else
            {
                CheckNames(limit[field], limit["type"].Text);
            }
        }

        if (limit["type"].Text == "PersistentVolumeClaim" && !limit["min", "storage"].IsSet && !limit["max", "storage"].IsSet)
        {
            limit["limits"].Required("either minimum or maximum storage value is required, but neither was provided");
        }

        CheckNames(limit["maxLimitRequestRatio"], limit["type"].Text);
    }

    private static void CheckNames(CheckedField amounts, string type)
    {
        foreach (var (name, amount) in amounts.Entries)
        {
            if (type is "Pod" or "Container")
            {
                ResourcesValidation.ContainerName(amount, name);
            }
            else
            {
                ResourcesValidation.IsResource(amount, name);
            }
        }
    }

    private static void CheckOrders(CheckedField limit, string name)
    {
        foreach (var order in Orders)
        {
            if (limit["type"].Text == "Pod" && (order.Small.StartsWith("default", StringComparison.Ordinal) || order.Large.StartsWith("default", StringComparison.Ordinal)))
            {
                continue;
            }

            var (small, large) = (limit[order.Small, name], limit[order.Large, name]);
            if (Amount(small) > Amount(large))
            {
                limit[order.At].At($"[{name}]", limit[order.Shown, name].Value)
                    .Invalid(string.Format(CultureInfo.InvariantCulture, order.Words, small.Text, large.Text));
            }
        }
    }

    private static void CheckRatio(CheckedField limit, string name)
    {
        var ratio = limit["maxLimitRequestRatio"].At($"[{name}]", limit["maxLimitRequestRatio", name].Value);
        if (Amount(ratio) is not { } amount)
        {
            return;
        }

        if (amount < Quantity.One)
        {
            ratio.Invalid($"ratio {ratio.Text} is less than 1");
        }

        if (Amount(limit["min", name]) is { } min && Amount(limit["max", name]) is { } max)
        {
            // In thousandths where they fit, as the real server reckons.
            var most = (double)max.Milli / min.Milli;
            if ((double)amount.Milli / 1000 > most)
            {
                ratio.Invalid(string.Create(CultureInfo.InvariantCulture, $"ratio {ratio.Text} is greater than max/min = {most:F6}"));
            }
        }
    }

    private static Quantity? Amount(CheckedField field) => field.IsSet ? Quantity.TryParse(field.Text) : null;
}
