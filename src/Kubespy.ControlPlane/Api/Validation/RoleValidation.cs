using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>Roles and their bindings (pkg/apis/rbac/validation).</summary>
internal static class RoleValidation
{
    private const string Group = "rbac.authorization.k8s.io";

    public static IEnumerable<FieldError> CheckRole(KubeObject role)
    {
        var errors = new List<FieldError>();
        var root = CheckedField.Of(role.Root, "", errors);
        foreach (var rule in root["rules"].Items)
        {
            CheckRule(rule, role.Kind == "Role");
        }

        if (role.Kind == "ClusterRole" && root["aggregationRule"].IsSet)
        {
            CheckAggregation(root["aggregationRule", "clusterRoleSelectors"]);
        }

        return errors;
    }

    public static IEnumerable<FieldError> CheckBinding(KubeObject binding, KubeObject? old)
    {
        var errors = new List<FieldError>();
        var root = CheckedField.Of(binding.Root, "", errors);
        var (role, isNamespaced) = (root["roleRef"], binding.Kind == "RoleBinding");
        role["apiGroup"].IsOneOf(Group);
        role["kind"].IsOneOf(isNamespaced ? ["Role", "ClusterRole"] : ["ClusterRole"]);
        role["name"].IsGiven(NameRules.PathSegment);
        foreach (var subject in root["subjects"].Items)
        {
            CheckSubject(subject, isNamespaced);
        }

        if (old is not null && role.Value != old.Root["roleRef"])
        {
            role.Invalid(
                MapValue.Of(("APIGroup", role["apiGroup"].Text), ("Kind", role["kind"].Text), ("Name", role["name"].Text)), "cannot change roleRef");
        }

        return errors;
    }

    private static void CheckRule(CheckedField rule, bool isNamespaced)
    {
        if (rule["verbs"].Count == 0)
        {
            rule["verbs"].Required("verbs must contain at least one value");
        }

        var urls = rule["nonResourceURLs"];
        if (urls.Count > 0)
        {
            if (isNamespaced)
            {
                urls.Invalid("namespaced rules cannot apply to non-resource URLs");
            }

            if (rule["apiGroups"].Count > 0 || rule["resources"].Count > 0 || rule["resourceNames"].Count > 0)
            {
                urls.Invalid("rules cannot apply to both regular resources and non-resource URLs");
            }

            return;
        }

        if (rule["apiGroups"].Count == 0)
        {
            rule["apiGroups"].Required("resource rules must supply at least one api group");
        }

        if (rule["resources"].Count == 0)
        {
            rule["resources"].Required("resource rules must supply at least one resource");
        }
    }

    private static void CheckAggregation(CheckedField selectors)
    {
        if (selectors.Count == 0)
        {
            selectors.Required("at least one clusterRoleSelector required if aggregationRule is non-nil");
        }

        foreach (var selector in selectors.Items)
        {
            var before = selector.ErrorCount;
            SelectorValidation.Check(selector);
            if (selector.ErrorCount > before)
            {
                selector.Invalid(Value.Null, "invalid label selector.");
            }
        }
    }

    private static void CheckSubject(CheckedField subject, bool isNamespaced)
    {
        var (name, group) = (subject["name"], subject["apiGroup"]);
        name.IsGiven();
        switch (subject["kind"].Text)
        {
            case "ServiceAccount":
                if (name.Text.Length > 0)
                {
                    name.Keeps(NameRules.Subdomain);
                }

                group.IsOneOf("");
                if (!isNamespaced)
                {
                    subject["namespace"].IsGiven();
                }

                break;
            case "User" or "Group":
                group.IsOneOf(Group);
                break;
            default:
                subject["kind"].Unsupported("ServiceAccount", "User", "Group");
                break;
        }
    }
}
