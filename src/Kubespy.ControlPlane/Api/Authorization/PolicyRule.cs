using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Authorization;

/// <summary>A rule of a Role or ClusterRole (pkg/apis/rbac/v1/evaluation_helpers.go). Pure.</summary>
internal static class PolicyRule
{
    private const string All = "*";

    public static bool Allows(Value rule, AccessAttributes access) => Names(rule, "verbs", access.Verb) && (access.IsResource
        ? Names(rule, "apiGroups", access.Group) && NamesResource(rule, access)
            && (rule.ListAt("resourceNames") is { Count: 0 } || rule.ListAt("resourceNames").Any(n => n.AsString() == access.Name))
        : rule.ListAt("nonResourceURLs").Any(u => NamesPath(u.AsString() ?? "", access.Path)));

    private static bool Names(Value rule, string field, string wanted) => rule.ListAt(field).Any(v => v.AsString() is All || v.AsString() == wanted);

    /// <summary><c>*/scale</c> is that subresource of every resource.</summary>
    private static bool NamesResource(Value rule, AccessAttributes access) => rule.ListAt("resources").Any(r =>
        r.AsString() is All || r.AsString() == access.CombinedResource || (access.Subresource.Length > 0 && r.AsString() == $"*/{access.Subresource}"));

    private static bool NamesPath(string rule, string path) =>
        rule == All || rule == path || (rule.EndsWith('*') && path.StartsWith(rule.TrimEnd('*'), StringComparison.Ordinal));
}
