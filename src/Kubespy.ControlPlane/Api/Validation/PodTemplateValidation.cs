using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>Templates of Pods, and the selectors that must find those made from them (ValidatePodTemplateSpec in pkg/apis/core/validation).</summary>
internal static class PodTemplateValidation
{
    public static void Check(CheckedField template)
    {
        // Told of the template itself, not of its metadata, as the real server does.
        SelectorValidation.CheckLabels(template.At(".labels", template["metadata", "labels"].Value));
        MetadataValidation.CheckAnnotations(template.At(".annotations", template["metadata", "annotations"].Value));
        var spec = template["spec"];
        template.Add(PodSpecValidation.Check(spec.Path, spec.Value as MapValue ?? MapValue.Empty));
        if (spec["ephemeralContainers"].Count > 0)
        {
            spec["ephemeralContainers"].Forbidden("ephemeral containers not allowed in pod template");
        }
    }

    /// <summary>A selector that is there and selects; null where it can be asked nothing.</summary>
    public static LabelSelector? CheckSelector(CheckedField selector, string what, string wrong)
    {
        if (!selector.IsSet)
        {
            selector.Required();
            return LabelSelector.OfValue(null);
        }

        var before = selector.ErrorCount;
        SelectorValidation.Check(selector);
        var isSelector = selector.ErrorCount == before;
        CheckNotEmpty(selector, what);
        if (isSelector)
        {
            return LabelSelector.OfValue(selector.Value);
        }

        selector.Add([new FieldError("FieldValueInvalid", selector.Path, $"Invalid value: {selector.Value}{(wrong.Length == 0 ? "" : ": " + wrong)}")]);
        return null;
    }

    public static void CheckNotEmpty(CheckedField selector, string what)
    {
        if (IsEmpty(selector))
        {
            selector.Invalid(MapValue.Empty, $"empty selector is invalid for {what}");
        }
    }

    public static bool IsEmpty(CheckedField selector) => selector.IsSet && selector["matchLabels"].Count + selector["matchExpressions"].Count == 0;

    public static void CheckMatch(CheckedField template, LabelSelector selector)
    {
        var labels = template["metadata", "labels"];
        if (!selector.Matches(labels.Value as MapValue ?? MapValue.Empty))
        {
            labels.Invalid("`selector` does not match template `labels`");
        }
    }

    /// <summary>What Pods that are kept running may not say: that they end.</summary>
    public static void CheckKeptRunning(CheckedField template, string kind)
    {
        var (restart, deadline) = (template["spec", "restartPolicy"], template["spec", "activeDeadlineSeconds"]);
        restart.IsOneOf("Always");
        if (deadline.IsSet)
        {
            deadline.Forbidden($"activeDeadlineSeconds in {kind} is not Supported");
        }
    }
}
