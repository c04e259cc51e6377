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
