using Kubespy.ControlPlane.Api.Schema;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>Requests and limits: their names, their amounts, the one within the other (validateResourceRequirements in pkg/apis/core/validation).</summary>
internal static class ResourcesValidation
{
    private static readonly string[] Standard =
    [
        "cpu", "memory", "ephemeral-storage", "requests.cpu", "requests.memory", "requests.ephemeral-storage", "limits.cpu", "limits.memory",
        "limits.ephemeral-storage", "pods", "resourcequotas", "services", "replicationcontrollers", "secrets", "configmaps", "persistentvolumeclaims",
        "storage", "requests.storage", "services.nodeports", "services.loadbalancers",
    ];

    private static readonly string[] Whole =
    [
        "pods", "resourcequotas", "services", "replicationcontrollers", "secrets", "configmaps", "persistentvolumeclaims", "services.nodeports",
        "services.loadbalancers",
    ];

    public static void Check(CheckedField resources, Action<CheckedField, string> checkName)
    {
        var (limits, requests) = (resources["limits"], resources["requests"]);
        foreach (var (name, limit) in limits.Entries)
        {
            checkName(limit, name);
            CheckAmount(limit, name);
        }

        foreach (var (name, request) in requests.Entries)
        {
            checkName(request, name);
            CheckAmount(request, name);
            CheckLimit(name, request, limits[name], limits, requests);
        }

        if (limits.Entries.Concat(requests.Entries).Select(e => e.Key).ToList() is { Count: > 0 } names && names.Exists(IsHugePages) && !names.Exists(n => n is "cpu" or "memory"))
        {
            resources.Forbidden("HugePages require cpu or memory");
        }
    }

    /// <summary>What a container may ask for.</summary>
    public static void ContainerName(CheckedField at, string name)
    {
        IsResource(at, name);
        if (!name.Contains('/', StringComparison.Ordinal))
        {
            if (name is not ("cpu" or "memory" or "ephemeral-storage") && !IsHugePages(name))
            {
                at.Invalid(name, "must be a standard resource for containers");
            }
        }
        else if (!IsNative(name) && !IsExtended(name))
        {
            at.Invalid(name, "doesn't follow extended resource name standard");
        }
    }

    /// <summary>What a Pod as a whole may ask for.</summary>
    public static void PodName(CheckedField at, string name)
    {
        if (IsResource(at, name) && name is not ("cpu" or "memory") && !IsHugePages(name))
        {
            at.At("", name).Unsupported("cpu", "memory");
        }
    }

    public static bool IsResource(CheckedField at, string name)
    {
        if (!at.Keeps(name, NameRules.QualifiedName))
        {
            return false;
        }

        if (name.Contains('/', StringComparison.Ordinal) || Standard.Contains(name) || IsHugePages(name) || name.StartsWith("requests.hugepages-", StringComparison.Ordinal))
        {
            return true;
        }

        at.Invalid(name, "must be a standard resource type or fully qualified");
        return false;
    }

    public static bool IsNative(string name) => !name.Contains('/', StringComparison.Ordinal) || name.Contains("kubernetes.io/", StringComparison.Ordinal);

    /// <summary>An amount that is not less than nothing, and of what is counted a whole number.</summary>
    public static void CheckAmount(CheckedField amount, string name)
    {
        if (Quantity.TryParse(amount.Text) is not { } quantity)
        {
            return;
        }

        if (quantity < default(Quantity))
        {
            amount.Invalid("must be greater than or equal to 0");
        }

        if ((Whole.Contains(name) || IsExtended(name)) && quantity.Milli % 1000 != 0)
        {
            amount.Invalid("must be an integer");
        }
    }

    private static bool IsHugePages(string name) => name.StartsWith("hugepages-", StringComparison.Ordinal);

    private static bool IsExtended(string name) =>
        !IsNative(name) && !name.StartsWith("requests.", StringComparison.Ordinal) && NameRules.QualifiedName("requests." + name).Count == 0;

    private static void CheckLimit(string name, CheckedField request, CheckedField limit, CheckedField limits, CheckedField requests)
    {
        var mayOvercommit = IsNative(name) && !IsHugePages(name);
        if (!limit.IsSet)
        {
            if (!mayOvercommit)
            {
                limits.Required("Limit must be set for non overcommitable resources");
            }

            return;
        }

        var (asked, most) = (Quantity.TryParse(request.Text), Quantity.TryParse(limit.Text));
        if (!mayOvercommit && asked != most)
        {
            requests.Invalid(request.Text, $"must be equal to {name} limit of {limit.Text}");
        }
        else if (asked > most)
        {
            requests.Invalid(request.Text, $"must be less than or equal to {name} limit of {limit.Text}");
        }
    }
}
