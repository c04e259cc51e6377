using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>StatefulSets (ValidateStatefulSetSpec in pkg/apis/apps/validation).</summary>
internal static class StatefulSetValidation
{
    private const string Fixed =
        "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";

    public static IEnumerable<FieldError> Check(KubeObject obj, KubeObject? old)
    {
        var errors = new List<FieldError>();
        var spec = CheckedField.Of(obj.Spec ?? MapValue.Empty, "spec", errors);
        CheckManagement(spec["podManagementPolicy"]);
        CheckStrategy(spec["updateStrategy"]);
        if (spec["persistentVolumeClaimRetentionPolicy"] is { IsSet: true } retention)
        {
            retention["whenDeleted"].IsOneOf("Retain", "Delete");
            retention["whenScaled"].IsOneOf("Retain", "Delete");
        }

        // Claims cannot change, nor the Service's name: what was once stored is borne.
        foreach (var claim in old is null ? spec["volumeClaimTemplates"].Items : [])
        {
            VolumeValidation.CheckClaimSpec(claim["spec"]);
        }

        spec["replicas"].IsNotNegative();
        spec["minReadySeconds"].IsNotNegative();
        spec["ordinals", "start"].IsNotNegative();
        if (old is null && spec["serviceName"].Text.Length > 0)
        {
            spec["serviceName"].Keeps(NameRules.Label);
        }

        CheckTemplate(spec);
        if (old is not null && WithoutFree(obj.Spec ?? MapValue.Empty) != WithoutFree(old.Spec ?? MapValue.Empty))
        {
            spec.Forbidden(Fixed);
        }

        return errors;
    }

    private static void CheckManagement(CheckedField policy)
    {
        if (policy.IsGiven() && policy.Text is not ("OrderedReady" or "Parallel"))
        {
            policy.Invalid("must be 'OrderedReady' or 'Parallel'");
        }
    }

    private static void CheckStrategy(CheckedField strategy)
    {
        var rolling = strategy["rollingUpdate"];
        var shown = rolling.IsSet ? InternalForm.Of(MapValue.Of(("partition", rolling["partition"].Number)), "partition", "maxUnavailable") : (Value)Value.Null;
        switch (strategy["type"].Text)
        {
            case "":
                strategy.Required();
                break;
            case "OnDelete":
                if (rolling.IsSet)
                {
                    rolling.Invalid(shown, "only allowed for updateStrategy 'RollingUpdate'");
                }

                break;
            case "RollingUpdate":
                rolling["partition"].IsNotNegative();
                break;
            case var other:
                strategy.Invalid(MapValue.Of(("Type", other), ("RollingUpdate", shown)), "must be 'RollingUpdate' or 'OnDelete'");
                break;
        }
    }

    private static void CheckTemplate(CheckedField spec)
    {
        if (PodTemplateValidation.CheckSelector(spec["selector"], "statefulset", "") is { } selector)
        {
            var template = spec.At(".template", Completed(spec));
            if (!PodTemplateValidation.IsEmpty(spec["selector"]))
            {
                PodTemplateValidation.CheckMatch(template, selector);
            }

            PodTemplateValidation.Check(template);
            // The real server looks at these twice.
            SelectorValidation.CheckLabels(template.At(".labels", template["metadata", "labels"].Value));
            MetadataValidation.CheckAnnotations(template.At(".annotations", template["metadata", "annotations"].Value));
        }

        PodTemplateValidation.CheckKeptRunning(spec["template"], "StatefulSet");
    }

    /// <summary>The template as its Pods will have it: with volumes for the claims, and names of their own.</summary>
    private static Value? Completed(CheckedField spec)
    {
        if (spec["template"].Value is not MapValue template || template["spec"] is not MapValue pod)
        {
            return spec["template"].Value;
        }

        pod = pod.Without("subdomain").Without("hostname");
        var claims = spec["volumeClaimTemplates"].Items.Select(c => c["metadata", "name"].Text).Distinct(StringComparer.Ordinal).ToList();
        if (claims.Count > 0)
        {
            var volumes = claims.Select(c => (Value)MapValue.Of(("name", c), ("persistentVolumeClaim", MapValue.Of(("claimName", c)))));
            pod = pod.With("volumes", ListValue.Of(volumes.Concat(pod.ListAt("volumes").Where(v => !claims.Contains(v.StringAt("name") ?? "")))));
        }

        return template.With("spec", pod);
    }

    /// <summary>The part of a StatefulSet's spec that may not change.</summary>
    private static MapValue WithoutFree(MapValue spec) => spec.Without("replicas").Without("ordinals").Without("template").Without("updateStrategy")
        .Without("revisionHistoryLimit").Without("persistentVolumeClaimRetentionPolicy").Without("minReadySeconds");
}
