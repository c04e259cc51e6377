using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>ResourceQuotas (ValidateResourceQuotaSpec in pkg/apis/core/validation).</summary>
internal static class QuotaValidation
{
    private static readonly string[] Names =
    [
        "cpu", "memory", "ephemeral-storage", "requests.cpu", "requests.memory", "requests.storage", "requests.ephemeral-storage", "limits.cpu",
        "limits.memory", "limits.ephemeral-storage", "pods", "resourcequotas", "services", "replicationcontrollers", "secrets", "persistentvolumeclaims",
        "configmaps", "services.nodeports", "services.loadbalancers",
    ];

    private static readonly string[] Scopes =
        ["Terminating", "NotTerminating", "BestEffort", "NotBestEffort", "PriorityClass", "CrossNamespacePodAffinity", "VolumeAttributesClass"];

    public static IEnumerable<FieldError> Check(KubeObject quota, KubeObject? old)
    {
        var errors = new List<FieldError>();
        var spec = CheckedField.Of(quota.Spec ?? MapValue.Empty, "spec", errors);
        foreach (var (name, amount) in spec["hard"].Entries)
        {
            ResourcesValidation.IsResource(amount, name);
            if (!name.Contains('/', StringComparison.Ordinal) && !IsQuotaName(name))
            {
                amount.Invalid(name, "must be a standard resource for quota");
            }

            ResourcesValidation.CheckAmount(amount, name);
        }

        CheckScopes(spec);
        if (old is not null && !Texts(spec["scopes"].Value).SetEquals(Texts(old.Root.At("spec", "scopes"))))
        {
            spec["scopes"].Invalid("field is immutable");
        }

        return errors;
    }

    private static bool IsQuotaName(string name) => Names.Contains(name) || name.StartsWith("hugepages-", StringComparison.Ordinal) || name.StartsWith("requests.hugepages-", StringComparison.Ordinal);

    private static HashSet<string> Texts(Value? list) => ((list as ListValue) ?? ListValue.Empty).Select(v => v.AsString() ?? "").ToHashSet(StringComparer.Ordinal);

    private static void CheckScopes(CheckedField spec)
    {
        var scopes = spec["scopes"];
        var given = Texts(scopes.Value);
        foreach (var scope in scopes.Items)
        {
            if (!Scopes.Contains(scope.Text))
            {
                scopes.Invalid("unsupported scope");
            }

            foreach (var (name, _) in spec["hard"].Entries.OrderBy(e => e.Key, StringComparer.Ordinal))
            {
                if (IsQuotaName(name) && !Covers(scope.Text, name))
                {
                    scopes.Invalid("unsupported scope applied to resource");
                }
            }
        }

        foreach (var (one, other) in ((string, string)[])[("BestEffort", "NotBestEffort"), ("Terminating", "NotTerminating")])
        {
            if (given.Contains(one) && given.Contains(other))
            {
                scopes.Invalid("conflicting scopes");
            }
        }
    }

    /// <summary>Whether what a scope counts has that resource.</summary>
    private static bool Covers(string scope, string name) => scope switch
    {
        "BestEffort" => name == "pods",
        "VolumeAttributesClass" => name is "persistentvolumeclaims" or "requests.storage",
        "Terminating" or "NotTerminating" or "NotBestEffort" or "PriorityClass" or "CrossNamespacePodAffinity" =>
            name is "pods" or "cpu" or "memory" or "limits.cpu" or "limits.memory" or "requests.cpu" or "requests.memory",
        _ => true,
    };
}
