using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>Flow schemas: whose requests are served at which priority level (pkg/apis/flowcontrol/validation).</summary>
internal static class FlowControlValidation
{
    private const int MostPrecedence = 10_000;
    private const string Any = "*";

    private static readonly string[] Verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch"];

    public static IEnumerable<FieldError> CheckSchema(KubeObject schema)
    {
        var errors = new List<FieldError>();
        var spec = CheckedField.Of(schema.Spec ?? MapValue.Empty, "spec", errors);
        var precedence = spec["matchingPrecedence"];
        if (precedence.Number <= 0)
        {
            precedence.Invalid(precedence.Number, "must be a positive value");
        }

        if (precedence.Number > MostPrecedence)
        {
            precedence.Invalid(precedence.Number, "must not be greater than 10000");
        }

        if (precedence.Number == 1 && schema.Name != "exempt")
        {
            precedence.Invalid(precedence.Number, "only the schema named 'exempt' may have matchingPrecedence 1");
        }

        if (spec["distinguisherMethod"] is { IsSet: true } method && method["type"].Text is not ("ByNamespace" or "ByUser"))
        {
            method["type"].UnsupportedAs(MapValue.Of(("Type", method["type"].Text)), "ByNamespace", "ByUser");
        }

        if (spec["priorityLevelConfiguration", "name"].IsGiven("must reference a priority level"))
        {
            spec["priorityLevelConfiguration", "name"].Keeps(NameRules.Subdomain);
        }

        foreach (var rule in spec["rules"].Items)
        {
            CheckRule(rule);
        }

        CheckConditions(CheckedField.Of(schema.Root["status"]?["conditions"], "status.conditions", errors));
        return errors;
    }

    /// <summary>Conditions without a type, or twice of one.</summary>
    public static void CheckConditions(CheckedField conditions)
    {
        var types = new HashSet<string>(StringComparer.Ordinal);
        foreach (var condition in conditions.Items)
        {
            if (!types.Add(condition["type"].Text))
            {
                condition["type"].Duplicate(condition["type"].Text);
            }

            condition["type"].IsGiven();
        }
    }

    private static void CheckRule(CheckedField rule)
    {
        if (rule["subjects"].Count == 0)
        {
            rule["subjects"].Required("subjects must contain at least one value");
        }

        foreach (var subject in rule["subjects"].Items)
        {
            CheckSubject(subject);
        }

        if (rule["resourceRules"].Count == 0 && rule["nonResourceRules"].Count == 0)
        {
            rule.Required("at least one of resourceRules and nonResourceRules has to be non-empty");
        }

        foreach (var resource in rule["resourceRules"].Items)
        {
            CheckVerbs(resource["verbs"]);
            IsAnyOrSome(resource["apiGroups"], "resource rules must supply at least one api group", "api groups");
            IsAnyOrSome(resource["resources"], "resource rules must supply at least one resource", "resources");
            CheckNamespaces(resource);
        }

        foreach (var path in rule["nonResourceRules"].Items)
        {
            CheckVerbs(path["verbs"]);
            CheckPaths(path["nonResourceURLs"]);
        }
    }

    private static void CheckSubject(CheckedField subject)
    {
        (string Kind, string Field)[] kinds = subject["kind"].Text switch
        {
            "ServiceAccount" => [("ServiceAccount", "serviceAccount"), ("User", "user"), ("Group", "group")],
            "User" => [("User", "user"), ("ServiceAccount", "serviceAccount"), ("Group", "group")],
            "Group" => [("Group", "group"), ("ServiceAccount", "serviceAccount"), ("User", "user")],
            _ => [],
        };
        if (kinds.Length == 0)
        {
            subject["kind"].UnsupportedAs(subject["kind"].Text, "Group", "ServiceAccount", "User");
            return;
        }

        var named = subject[kinds[0].Field];
        if (!named.IsSet)
        {
            named.Required($"{kinds[0].Field} is required when subject kind is '{kinds[0].Kind}'");
        }
        else if (named["name"].IsGiven() && kinds[0].Kind == "ServiceAccount" && named["name"].Text != Any)
        {
            named["name"].Keeps(NameRules.Subdomain);
        }

        if (named.IsSet && kinds[0].Kind == "ServiceAccount" && named["namespace"].IsGiven("must specify namespace for service account"))
        {
            named["namespace"].Keeps(NameRules.Label);
        }

        foreach (var (kind, field) in kinds.Skip(1).Where(k => subject[k.Field].IsSet))
        {
            subject[field].Forbidden($"{field} is forbidden when subject kind is not '{kind}'");
        }
    }

    private static void CheckVerbs(CheckedField verbs)
    {
        IsAnyOrSome(verbs, "verbs must contain at least one value", "verbs");
        if (!HasAny(verbs) && verbs.Items.Any(v => !Verbs.Contains(v.Text)))
        {
            verbs.Unsupported(Verbs);
        }
    }

    private static void CheckNamespaces(CheckedField rule)
    {
        var namespaces = rule["namespaces"];
        if (namespaces.Count == 0 && !rule["clusterScope"].IsTrue)
        {
            namespaces.Required("resource rules that are not cluster scoped must supply at least one namespace");
            return;
        }

        if (HasAny(namespaces))
        {
            IsAnyOrSome(namespaces, "", "namespaces");
            return;
        }

        foreach (var ns in namespaces.Items)
        {
            foreach (var wrong in NameRules.Label(ns.Text))
            {
                ns.Invalid("each member of this list must be '*' or a DNS-1123 label; " + wrong);
            }
        }
    }

    private static void CheckPaths(CheckedField paths)
    {
        IsAnyOrSome(paths, "nonResourceURLs must contain at least one value", "non-resource URLs");
        foreach (var path in HasAny(paths) ? [] : paths.Items)
        {
            if (PathProblem(path.Text) is { } wrong)
            {
                path.Invalid(path.Text, wrong);
            }
        }
    }

    private static string? PathProblem(string path) => path switch
    {
        "" => "must not be empty",
        "/" => null,
        _ when path[0] != '/' => "must start with slash",
        _ when path.Contains(' ', StringComparison.Ordinal) => "must not contain white-space",
        _ when path.Contains("//", StringComparison.Ordinal) => "must not contain double slash",
        _ when path.Contains('*', StringComparison.Ordinal) && (path.Count(c => c == '*') > 1 || !path.EndsWith("/*", StringComparison.Ordinal)) => "wildcard can only do suffix matching",
        _ => null,
    };

    private static bool HasAny(CheckedField list) => list.Items.Any(i => i.Text == Any);

    private static void IsAnyOrSome(CheckedField list, string missing, string what)
    {
        if (list.Count == 0)
        {
            list.Required(missing);
        }
        else if (list.Count > 1 && HasAny(list))
        {
            list.Invalid($"if '*' is present, must not specify other {what}");
        }
    }
}
