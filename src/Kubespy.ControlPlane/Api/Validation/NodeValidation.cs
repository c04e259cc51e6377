using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>Nodes (ValidateNode, ValidateNodeUpdate in pkg/apis/core/validation).</summary>
internal static class NodeValidation
{
    private const string Once = "node updates may not change {0} except from \"\" to valid";

    public static IEnumerable<FieldError> Check(KubeObject node, KubeObject? old)
    {
        var errors = new List<FieldError>();
        var spec = CheckedField.Of(node.Spec ?? MapValue.Empty, "spec", errors);
        // Told of the metadata, where taints once were annotations.
        TolerationValidation.CheckTaints(CheckedField.Of(spec["taints"].Value, "metadata.taints", errors));
        foreach (var range in spec["podCIDRs"].Items)
        {
            range.Keeps(AddressRules.Cidr);
        }

        if (old?.Spec is not { } before)
        {
            return errors;
        }

        CheckUpdate(spec, before);
        TolerationValidation.CheckTaints(CheckedField.Of(spec["taints"].Value, "metadata.taints", errors));
        return errors;
    }

    private static void CheckUpdate(CheckedField spec, MapValue before)
    {
        if (before.ListAt("podCIDRs").Count > 0 && before["podCIDRs"] != spec["podCIDRs"].Value)
        {
            spec["podCIDRs"].Forbidden(Once.Replace("{0}", "podCIDR", StringComparison.Ordinal));
        }

        if (before.StringAt("providerID") is { Length: > 0 } provider && provider != spec["providerID"].Text)
        {
            spec["providerID"].Forbidden(Once.Replace("{0}", "providerID", StringComparison.Ordinal));
        }
    }
}
