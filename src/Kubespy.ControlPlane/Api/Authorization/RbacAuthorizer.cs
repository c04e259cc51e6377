using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Authorization;

/// <summary>
/// Decides by the Roles and bindings that are stored (plugin/pkg/auth/authorizer/rbac, pkg/registry/rbac/validation/rule.go). system:masters may do everything.
/// Reads snapshots: of any thread.
/// </summary>
public sealed class RbacAuthorizer(Store store)
{
    private static readonly Value[] Everything =
    [
        MapValue.Of(("verbs", ListValue.Of(["*"])), ("apiGroups", ListValue.Of(["*"])), ("resources", ListValue.Of(["*"]))),
        MapValue.Of(("verbs", ListValue.Of(["*"])), ("nonResourceURLs", ListValue.Of(["*"]))),
    ];

    /// <exception cref="ApiException">403: no rule allows it.</exception>
    public void Check(AccessAttributes access)
    {
        if (Decide(access) is { IsAllowed: false } refusal)
        {
            throw new ApiException(Forbidden(access, refusal.Reason));
        }
    }

    /// <summary>Whether it is allowed; the reason names the binding that allows it, or what could not be looked up.</summary>
    public (bool IsAllowed, string Reason) Decide(AccessAttributes access)
    {
        if (access.User.IsAdministrator)
        {
            return (true, "");
        }

        List<string> errors = [];
        foreach (var (source, rules, error) in Grants(access.User, access.Namespace))
        {
            if (error.Length > 0)
            {
                errors.Add(error);
            }
            else if (rules.Any(r => PolicyRule.Allows(r, access)))
            {
                return (true, $"RBAC: allowed by {source}");
            }
        }

        return (false, errors.Count switch { 0 => "", 1 => $"RBAC: {errors[0]}", _ => $"RBAC: [{string.Join(", ", errors.Distinct())}]" });
    }

    /// <summary>The rules that hold for a user in a namespace, and what could not be looked up.</summary>
    public (IReadOnlyList<Value> Rules, IReadOnlyList<string> Errors) RulesFor(UserInfo user, string ns)
    {
        var grants = Grants(user, ns).ToArray();
        return ([.. user.IsAdministrator ? Everything : [], .. grants.SelectMany(g => g.Rules)], [.. grants.Select(g => g.Error).Where(e => e.Length > 0).Distinct()]);
    }

    private static ApiStatus Forbidden(AccessAttributes access, string reason)
    {
        var what = !access.IsResource
            ? $"path \"{access.Path}\""
            : $"resource \"{access.CombinedResource}\" in API group \"{access.Group}\" {(access.Namespace.Length > 0 ? $"in the namespace \"{access.Namespace}\"" : "at the cluster scope")}";
        var subject = access.Resource.Length == 0 ? "" : access.Group.Length == 0 ? access.Resource : $"{access.Resource}.{access.Group}";
        subject = access.Resource.Length == 0 ? "forbidden" : access.Name.Length == 0 ? $"{subject} is forbidden" : $"{subject} \"{access.Name}\" is forbidden";
        var why = $"User \"{access.User.Name}\" cannot {access.Verb} {what}{(reason.Length == 0 ? "" : $": {reason}")}";
        return new ApiStatus(403, "Forbidden", $"{subject}: {why}", new MapBuilder()
            .Set("name", access.Name.Length == 0 ? null : StringValue.Of(access.Name))
            .Set("group", access.Group.Length == 0 ? null : StringValue.Of(access.Group))
            .Set("kind", access.Resource.Length == 0 ? null : StringValue.Of(access.Resource))
            .ToMap());
    }

    /// <summary>What each binding that names the user grants, those of the cluster first; an error where its role cannot be found.</summary>
    private IEnumerable<(string Source, ListValue Rules, string Error)> Grants(UserInfo user, string ns)
    {
        foreach (var binding in store.Read(Resources.ClusterRoleBindings).Objects.Values)
        {
            if (SubjectOf(binding, user, "") is { } subject)
            {
                yield return Grant(binding, $"ClusterRoleBinding \"{binding.Name}\"", subject, "");
            }
        }

        if (ns.Length == 0)
        {
            yield break;
        }

        foreach (var binding in store.Read(Resources.RoleBindings).Objects.Values)
        {
            if (binding.Namespace == ns && SubjectOf(binding, user, ns) is { } subject)
            {
                yield return Grant(binding, $"RoleBinding \"{binding.Name}/{ns}\"", subject, ns);
            }
        }
    }

    private (string Source, ListValue Rules, string Error) Grant(KubeObject binding, string what, Value subject, string ns)
    {
        var (kind, name) = (binding.Root.StringAt("roleRef", "kind") ?? "", binding.Root.StringAt("roleRef", "name") ?? "");
        var role = kind == "Role" ? store.Find(Resources.Roles, new ObjectKey(ns, name)) : store.Find(Resources.ClusterRoles, new ObjectKey("", name));
        var source = $"{what} of {kind} \"{name}\" to {Describe(subject, ns)}";
        return role is null
            ? (source, ListValue.Empty, $"{(kind == "Role" ? "role" : "clusterrole")}.rbac.authorization.k8s.io \"{name}\" not found")
            : (source, role.Root.ListAt("rules"), "");
    }

    private static Value? SubjectOf(KubeObject binding, UserInfo user, string ns) =>
        binding.Root.ListAt("subjects").FirstOrDefault(s => (s.StringAt("kind"), s.StringAt("name") ?? "") switch
        {
            ("User", var name) => name == user.Name,
            ("Group", var name) => user.Groups.Contains(name),
            ("ServiceAccount", var name) => UserInfo.ServiceAccountOf(user.Name) is { } account && account == (NamespaceOf(s, ns), name),
            _ => false,
        });

    private static string Describe(Value subject, string ns) => subject.StringAt("kind") == "ServiceAccount"
        ? $"ServiceAccount \"{subject.StringAt("name")}/{NamespaceOf(subject, ns)}\""
        : $"{subject.StringAt("kind")} \"{subject.StringAt("name")}\"";

    private static string NamespaceOf(Value subject, string ns) => subject.StringAt("namespace") is { Length: > 0 } given ? given : ns;
}
