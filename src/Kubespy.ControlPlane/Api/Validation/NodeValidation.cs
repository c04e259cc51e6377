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
        var ranges = spec.At(".podCIDRs", Ranges((MapValue)spec.Value!));
        foreach (var range in ranges.Items)
        {
            range.Keeps(AddressRules.Cidr);
        }

        if (old?.Spec is not { } before)
        {
            return errors;
        }

        if (Ranges(before) is { Count: > 0 } former && !former.Equals(ranges.Value))
        {
            ranges.Forbidden(Once.Replace("{0}", "podCIDR", StringComparison.Ordinal));
        }

        CheckUpdate(spec, before);
        TolerationValidation.CheckTaints(CheckedField.Of(spec["taints"].Value, "metadata.taints", errors));
        return errors;
    }

    /// <summary>A node's ranges; the first may be given alone.</summary>
    private static ListValue Ranges(MapValue spec) =>
        spec.ListAt("podCIDRs") is { Count: > 0 } all ? all : spec.StringAt("podCIDR") is { Length: > 0 } one ? ListValue.Of([one]) : ListValue.Empty;

    private static void CheckUpdate(CheckedField spec, MapValue before)
    {
        if (before.StringAt("providerID") is { Length: > 0 } provider && provider != spec["providerID"].Text)
        {
            spec["providerID"].Forbidden(Once.Replace("{0}", "providerID", StringComparison.Ordinal));
        }
    }
}
