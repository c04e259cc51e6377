using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>What of a Pod's spec may change once it is there (ValidatePodUpdate in pkg/apis/core/validation).</summary>
internal static class PodUpdateValidation
{
    private const string Rule =
        "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

    public static IEnumerable<FieldError> Check(KubeObject pod, KubeObject old)
    {
        var (next, before) = (pod.Spec ?? MapValue.Empty, old.Spec ?? MapValue.Empty);
        return ReferenceEquals(next, before) || Fixed(next).Equals(Fixed(before)) ? [] : [FieldError.Forbidden("spec", Rule)];
    }

    /// <summary>The spec without what may change.</summary>
    private static MapValue Fixed(MapValue spec) =>
        WithoutImages(WithoutImages(spec.Without("activeDeadlineSeconds").Without("tolerations"), "containers"), "initContainers");

    private static MapValue WithoutImages(MapValue spec, string containers) =>
        spec[containers] is ListValue list
            ? spec.With(containers, ListValue.Of(list.Select(c => (Value)((MapValue)c).Without("image"))))
            : spec;
}
