using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Scheduling;

/// <summary>
/// Whether a Pod's nodeSelector and required node affinity let it run on a node: the terms are alternatives, a term's expressions
/// hold together, an empty term matches nothing (component-helpers/scheduling/corev1/nodeaffinity). Pure.
/// </summary>
internal static class NodeAffinity
{
    public static bool Allows(MapValue podSpec, KubeObject node)
    {
        foreach (var (name, value) in podSpec.MapAt("nodeSelector") ?? MapValue.Empty)
        {
            if (!value.Equals(node.Labels[name]))
            {
                return false;
            }
        }

        return podSpec.At("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution") is not MapValue required
            || required.ListAt("nodeSelectorTerms").Any(term => Matches(term, node));
    }

    /// <summary>
    /// The nodes that the Pod's required affinity names, one by one, as a DaemonSet's Pod does: only these are asked (NodeAffinity's PreFilter).
    /// Null where one of its terms leaves the name open; empty where none can be met.
    /// </summary>
    public static IReadOnlySet<string>? NamedNodes(MapValue podSpec)
    {
        var terms = podSpec.ListAt("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms");
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var term in terms)
        {
            var fields = term.ListAt("matchFields").Where(f => f.StringAt("key") == "metadata.name" && f.StringAt("operator") == "In")
                .Select(f => f.ListAt("values").Select(v => v.AsString() ?? "")).ToArray();
            if (fields.Length == 0)
            {
                return null;
            }

            names.UnionWith(fields.Aggregate((a, b) => a.Intersect(b, StringComparer.Ordinal)));
        }

        return terms.Count == 0 ? null : names;
    }

    private static bool Matches(Value term, KubeObject node)
    {
        var expressions = term.ListAt("matchExpressions");
        var fields = term.ListAt("matchFields");
        return expressions.Count + fields.Count > 0
            && expressions.All(e => Requirement(e)?.Matches(node.Labels) == true)
            && fields.All(f => Requirement(f)?.Matches(MapValue.Of(("metadata.name", node.Name))) == true);
    }

    private static LabelRequirement? Requirement(Value expression)
    {
        LabelOperator? op = expression.StringAt("operator") switch
        {
            "In" => LabelOperator.In,
            "NotIn" => LabelOperator.NotIn,
            "Exists" => LabelOperator.Exists,
            "DoesNotExist" => LabelOperator.DoesNotExist,
            "Gt" => LabelOperator.GreaterThan,
            "Lt" => LabelOperator.LessThan,
            _ => null,
        };
        string[] values = [.. expression.ListAt("values").Select(v => v.AsString() ?? "")];
        var needsValue = op is LabelOperator.GreaterThan or LabelOperator.LessThan;
        return op is null || (needsValue && values.Length != 1)
            ? null
            : new LabelRequirement(expression.StringAt("key") ?? "", op.Value, values);
    }
}
