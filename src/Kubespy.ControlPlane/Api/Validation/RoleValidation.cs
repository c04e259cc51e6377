using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>Roles and their bindings (pkg/apis/rbac/validation). They are stored; nobody is refused by them.</summary>
internal static class RoleValidation
{
    private const string Group = "rbac.authorization.k8s.io";

    public static IEnumerable<FieldError> CheckRole(KubeObject role)
    {
        var rules = role.Root.ListAt("rules");
        for (var i = 0; i < rules.Count; i++)
        {
            var (rule, path) = (rules[i], $"rules[{i}]");
            if (rule.ListAt("verbs").Count == 0)
            {
                yield return FieldError.Required($"{path}.verbs", "verbs must contain at least one value");
            }

            if (rule.ListAt("nonResourceURLs").Count > 0)
            {
                if (role.Kind == "Role")
                {
                    yield return FieldError.Invalid($"{path}.nonResourceURLs", rule["nonResourceURLs"]!, "namespaced rules cannot apply to non-resource URLs");
                }

                continue;
            }

            if (rule.ListAt("apiGroups").Count == 0)
            {
                yield return FieldError.Required($"{path}.apiGroups", "resource rules must supply at least one api group");
            }

            if (rule.ListAt("resources").Count == 0)
            {
                yield return FieldError.Required($"{path}.resources", "resource rules must supply at least one resource");
            }
        }
    }

    public static IEnumerable<FieldError> CheckBinding(KubeObject binding, KubeObject? old)
    {
        var role = binding.Root.MapAt("roleRef") ?? MapValue.Empty;
        string[] kinds = binding.Kind == "RoleBinding" ? ["ClusterRole", "Role"] : ["ClusterRole"];
        if (role.StringAt("apiGroup") != Group)
        {
            yield return FieldError.Unsupported("roleRef.apiGroup", role.StringAt("apiGroup") ?? "", Group);
        }

        if (!kinds.Contains(role.StringAt("kind")))
        {
            yield return FieldError.Unsupported("roleRef.kind", role.StringAt("kind") ?? "", kinds);
        }

        if (role.StringAt("name") is null or "")
        {
            yield return FieldError.Required("roleRef.name");
        }

        var subjects = binding.Root.ListAt("subjects");
        for (var i = 0; i < subjects.Count; i++)
        {
            foreach (var error in CheckSubject($"subjects[{i}]", subjects[i], binding.Kind == "RoleBinding"))
            {
                yield return error;
            }
        }

        if (old is not null && role != old.Root["roleRef"])
        {
            yield return FieldError.Invalid("roleRef", role, "cannot change roleRef");
        }
    }

    private static IEnumerable<FieldError> CheckSubject(string path, Value subject, bool isNamespaced)
    {
        if (subject.StringAt("name") is null or "")
        {
            yield return FieldError.Required($"{path}.name");
        }

        var group = subject.StringAt("apiGroup") ?? "";
        switch (subject.StringAt("kind"))
        {
            case "ServiceAccount" when group.Length > 0:
                yield return FieldError.Unsupported($"{path}.apiGroup", group, "");
                break;
            case "ServiceAccount" when !isNamespaced && subject.StringAt("namespace") is null or "":
                yield return FieldError.Required($"{path}.namespace");
                break;
            case "User" or "Group" when group != Group:
                yield return FieldError.Unsupported($"{path}.apiGroup", group, Group);
                break;
            case not ("ServiceAccount" or "User" or "Group") and var kind:
                yield return FieldError.Unsupported($"{path}.kind", kind ?? "", "Group", "ServiceAccount", "User");
                break;
        }
    }
}
