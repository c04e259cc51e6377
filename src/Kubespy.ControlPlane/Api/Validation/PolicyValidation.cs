using System.Globalization;
using System.Text.RegularExpressions;
using Kubespy.ControlPlane.Api.Schema;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>Autoscalers, budgets, quotas, limits and priorities (pkg/apis/{autoscaling,policy,core,scheduling}/validation).</summary>
internal static partial class PolicyValidation
{
    private const long HighestUserPriority = 1_000_000_000;

    private static readonly string[] LimitTypes = ["Container", "PersistentVolumeClaim", "Pod"];

    private static readonly string[] QuotaNames =
    [
        "cpu", "memory", "ephemeral-storage", "requests.cpu", "requests.memory", "requests.storage", "requests.ephemeral-storage", "limits.cpu",
        "limits.memory", "limits.ephemeral-storage", "pods", "resourcequotas", "services", "replicationcontrollers", "secrets", "persistentvolumeclaims",
        "configmaps", "services.nodeports", "services.loadbalancers",
    ];

    /// <summary>Of two amounts the first may not exceed the second; at which field it is told, and how.</summary>
    private static readonly (string Small, string Large, string At, string Words)[] Orders =
    [
        ("min", "max", "min", "min value {0} is greater than max value {1}"),
        ("min", "defaultRequest", "defaultRequest", "min value {0} is greater than default request value {1}"),
        ("defaultRequest", "max", "defaultRequest", "default request value {0} is greater than max value {1}"),
        ("defaultRequest", "default", "defaultRequest", "default request value {0} is greater than default limit value {1}"),
        ("min", "default", "default", "min value {0} is greater than default value {1}"),
        ("default", "max", "default", "default value {0} is greater than max value {1}"),
    ];

    public static IEnumerable<FieldError> CheckAutoscaler(KubeObject autoscaler)
    {
        var spec = autoscaler.Spec ?? MapValue.Empty;
        var (min, max) = (spec.Int64At("minReplicas"), spec.Int64At("maxReplicas") ?? 0);
        if (min < 1)
        {
            yield return FieldError.Invalid("spec.minReplicas", min.Value, "must be greater than or equal to 1");
        }

        if (max == 0)
        {
            yield return FieldError.Required("spec.maxReplicas", "must be set and greater than 0");
        }
        else if (max < 0)
        {
            yield return FieldError.Invalid("spec.maxReplicas", max, "must be greater than or equal to 1");
        }

        if (max < min)
        {
            yield return FieldError.Invalid("spec.maxReplicas", max, "must be greater than or equal to `minReplicas`");
        }

        foreach (var field in (string[])["kind", "name"])
        {
            if (spec.StringAt("scaleTargetRef", field) is null or "")
            {
                yield return FieldError.Required($"spec.scaleTargetRef.{field}");
            }
        }
    }

    public static IEnumerable<FieldError> CheckDisruptionBudget(KubeObject budget)
    {
        var spec = budget.Spec ?? MapValue.Empty;
        foreach (var error in SelectorValidation.Check("spec.selector", spec["selector"]))
        {
            yield return error;
        }

        if (spec["minAvailable"] is not null && spec["maxUnavailable"] is not null)
        {
            yield return FieldError.Invalid("spec", spec, "minAvailable and maxUnavailable cannot be both set");
        }

        foreach (var field in (string[])["minAvailable", "maxUnavailable"])
        {
            switch (spec[field])
            {
                case StringValue text when !Percent().IsMatch(text.Text):
                    yield return FieldError.Invalid(
                        $"spec.{field}", text,
                        "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')");
                    break;
                case StringValue text when int.Parse(text.Text[..^1], CultureInfo.InvariantCulture) > 100:
                    yield return FieldError.Invalid($"spec.{field}", text, "must not be greater than 100%");
                    break;
                case NumberValue number when number.TryInt64() < 0:
                    yield return FieldError.Invalid($"spec.{field}", number, "must be greater than or equal to 0");
                    break;
            }
        }
    }

    public static IEnumerable<FieldError> CheckLimitRange(KubeObject range)
    {
        var items = range.Root.ListAt("spec", "limits");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < items.Count; i++)
        {
            var (item, path) = (items[i], $"spec.limits[{i}]");
            var type = item.StringAt("type") ?? "";
            if (!LimitTypes.Contains(type) && !type.Contains('/', StringComparison.Ordinal))
            {
                yield return FieldError.Invalid($"{path}.type", type, "must be a standard limit type or fully qualified");
            }

            if (!seen.Add(type))
            {
                yield return FieldError.Duplicate($"{path}.type", type);
            }

            foreach (var error in Orders.SelectMany(o => Compare(item, path, o)))
            {
                yield return error;
            }
        }
    }

    public static IEnumerable<FieldError> CheckQuota(KubeObject quota)
    {
        foreach (var (name, amount) in quota.Root.MapAt("spec", "hard") ?? MapValue.Empty)
        {
            if (!name.Contains('/', StringComparison.Ordinal) && !QuotaNames.Contains(name) && !name.StartsWith("requests.hugepages-", StringComparison.Ordinal))
            {
                yield return FieldError.Invalid($"spec.hard[{name}]", name, "must be a standard resource for quota");
            }

            if (Quantity.Parse(amount.AsString() ?? "0") < default(Quantity))
            {
                yield return FieldError.Invalid($"spec.hard[{name}]", amount, "must be greater than or equal to 0");
            }
        }
    }

    public static IEnumerable<FieldError> CheckPriorityClass(KubeObject priority, KubeObject? old)
    {
        var value = priority.Root.Int64At("value") ?? 0;
        if (!priority.Name.StartsWith("system-", StringComparison.Ordinal) && value > HighestUserPriority)
        {
            yield return FieldError.Forbidden("value", $"maximum allowed value of a user defined priority is {HighestUserPriority}");
        }

        if (old is not null && (old.Root.Int64At("value") ?? 0) != value)
        {
            yield return FieldError.Forbidden("value", "may not be changed in an update.");
        }

        if (old is not null && old.Root["preemptionPolicy"] != priority.Root["preemptionPolicy"])
        {
            yield return FieldError.Invalid("preemptionPolicy", priority.Root["preemptionPolicy"] ?? Value.Null, "field is immutable");
        }
    }

    private static IEnumerable<FieldError> Compare(Value item, string path, (string Small, string Large, string At, string Words) order)
    {
        foreach (var (name, value) in item.MapAt(order.Small) ?? MapValue.Empty)
        {
            if (item.StringAt(order.Large, name) is { } limit && Quantity.Parse(value.AsString() ?? "0") > Quantity.Parse(limit))
            {
                var shown = order.At == order.Small ? value : limit;
                yield return FieldError.Invalid(
                    $"{path}.{order.At}[{name}]", shown, string.Format(CultureInfo.InvariantCulture, order.Words, value.AsString(), limit));
            }
        }
    }

    [GeneratedRegex(@"^[0-9]{1,9}%\z")]
    private static partial Regex Percent();
}
