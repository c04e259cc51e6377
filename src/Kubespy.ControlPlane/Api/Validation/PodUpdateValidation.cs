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
        if (ReferenceEquals(next, before))
        {
            return [];
        }

        var errors = PodSpecValidation.CheckChanged(pod);
        foreach (var list in (ReadOnlySpan<string>)["containers", "initContainers"])
        {
            if (next.ListAt(list).Count != before.ListAt(list).Count)
            {
                errors.Add(FieldError.Forbidden($"spec.{list}", "pod updates may not add or remove containers"));
                return errors;
            }

            errors.AddRange(CheckImages($"spec.{list}", next.ListAt(list)));
        }

        if (CheckDeadline(next["activeDeadlineSeconds"], before["activeDeadlineSeconds"]?.AsInt64()) is { } wrong)
        {
            errors.Add(wrong);
            if (next["activeDeadlineSeconds"] is not null)
            {
                return errors;
            }
        }

        if (!before.ListAt("tolerations").All(kept => next.ListAt("tolerations").Any(t => WithoutTime(t).Equals(WithoutTime(kept)))))
        {
            errors.Add(FieldError.Forbidden("spec.tolerations", "existing toleration can not be modified except its tolerationSeconds"));
        }

        errors.AddRange(GatedPodValidation.CheckGates(next.ListAt("schedulingGates"), before.ListAt("schedulingGates")));
        var isGated = before.ListAt("schedulingGates").Count > 0;
        if (isGated)
        {
            errors.AddRange(GatedPodValidation.CheckNodes(next, before));
            next = GatedPodValidation.WithNodesOf(next, before);
        }

        if (!Fixed(next).Equals(Fixed(before)))
        {
            errors.Add(FieldError.Forbidden("spec", Rule));
        }

        return errors;
    }

    private static IEnumerable<FieldError> CheckImages(string path, ListValue containers)
    {
        for (var i = 0; i < containers.Count; i++)
        {
            var image = containers[i].StringAt("image") ?? "";
            if (image.Length == 0)
            {
                yield return FieldError.Required($"{path}[{i}].image");
            }
            else if (image.Trim() != image)
            {
                yield return FieldError.Invalid($"{path}[{i}].image", image, "must not have leading or trailing whitespace");
            }
        }
    }

    /// <summary>It may be set, and brought forward.</summary>
    private static FieldError? CheckDeadline(Value? next, long? before)
    {
        const string path = "spec.activeDeadlineSeconds";
        return next?.AsInt64() switch
        {
            null when before is not null => FieldError.Invalid(path, Value.Null, "must not update from a positive integer to nil value"),
            < 0 or > int.MaxValue => FieldError.Invalid(path, next, "must be between 0 and 2147483647, inclusive"),
            { } seconds when seconds > before => FieldError.Invalid(path, next, "must be less than or equal to previous value"),
            _ => null,
        };
    }

    private static MapValue WithoutTime(Value toleration) => ((MapValue)toleration).Without("tolerationSeconds");

    /// <summary>The spec without what may change.</summary>
    private static MapValue Fixed(MapValue spec) =>
        WithoutImages(WithoutImages(spec.Without("activeDeadlineSeconds").Without("tolerations").Without("schedulingGates"), "containers"), "initContainers");

    private static MapValue WithoutImages(MapValue spec, string containers) =>
        spec[containers] is ListValue list
            ? spec.With(containers, ListValue.Of(list.Select(c => (Value)((MapValue)c).Without("image"))))
            : spec;
}
