using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.ClusterRoles;

/// <summary>The rules of a ClusterRole that is the sum of others: each once, in the order of their names. Pure.</summary>
internal static class AggregatedRules
{
    public static ListValue Of(KubeObject role, IEnumerable<KubeObject> all)
    {
        var rules = new List<Value>();
        var others = all.Where(r => r.Name != role.Name).OrderBy(r => r.Name, StringComparer.Ordinal).ToArray();
        foreach (var selector in role.Root.ListAt("aggregationRule", "clusterRoleSelectors").Select(LabelSelector.OfValue))
        {
            rules.AddRange(others.Where(r => selector.Matches(r.Labels)).SelectMany(r => r.Root.ListAt("rules")));
        }

        return ListValue.Of(rules.Distinct());
    }
}
