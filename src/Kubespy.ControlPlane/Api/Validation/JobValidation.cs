using Kubespy.ControlPlane.Api.Cron;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;
using static Kubespy.ControlPlane.Api.Validation.WorkloadValidation;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>Jobs and CronJobs (pkg/apis/batch/validation).</summary>
internal static class JobValidation
{
    public static IEnumerable<FieldError> CheckJob(KubeObject job, KubeObject? old)
    {
        var spec = job.Spec ?? MapValue.Empty;
        var errors = CheckSpec("spec", spec).ToList();
        if (spec["selector"] is not MapValue selector)
        {
            errors.Add(FieldError.Required("spec.selector"));
        }
        else if (SelectorValidation.Check("spec.selector", selector) is { Count: > 0 } wrong)
        {
            errors.AddRange(wrong);
        }
        else if (!LabelSelector.OfValue(selector).Matches(spec.MapAt("template", "metadata", "labels") ?? MapValue.Empty))
        {
            errors.Add(FieldError.Invalid("spec.template.metadata.labels", spec.At("template", "metadata", "labels") ?? MapValue.Empty, Mismatch));
        }

        if (old?.Spec is { } before)
        {
            errors.AddRange(CheckUpdate(spec, before));
        }

        return errors;
    }

    public static IEnumerable<FieldError> CheckCronJob(KubeObject cron)
    {
        var spec = cron.Spec ?? MapValue.Empty;
        var errors = CheckSchedule(spec.StringAt("schedule") ?? "").ToList();
        errors.AddRange(NotNegative(spec, "startingDeadlineSeconds"));
        if (spec.StringAt("concurrencyPolicy") is { } policy and not ("Allow" or "Forbid" or "Replace"))
        {
            errors.Add(FieldError.Unsupported("spec.concurrencyPolicy", policy, "Allow", "Forbid", "Replace"));
        }

        errors.AddRange(CheckSpec("spec.jobTemplate.spec", spec.MapAt("jobTemplate", "spec") ?? MapValue.Empty));
        errors.AddRange(NotNegative(spec, "successfulJobsHistoryLimit"));
        errors.AddRange(NotNegative(spec, "failedJobsHistoryLimit"));
        if (cron.Name.Length > 52)
        {
            errors.Add(FieldError.Invalid("metadata.name", cron.Name, "must be no more than 52 characters"));
        }

        return errors;
    }

    private static IEnumerable<FieldError> CheckSpec(string path, MapValue spec)
    {
        foreach (var field in (string[])["parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished", "backoffLimitPerIndex", "maxFailedIndexes"])
        {
            foreach (var error in NotNegative(spec, field, path))
            {
                yield return error;
            }
        }

        var mode = spec.StringAt("completionMode");
        if (mode is not (null or "NonIndexed" or "Indexed"))
        {
            yield return FieldError.Unsupported($"{path}.completionMode", mode, "Indexed", "NonIndexed");
        }
        else if (mode == "Indexed" && spec["completions"] is null)
        {
            yield return FieldError.Required($"{path}.completions", "when completion mode is Indexed");
        }

        var podSpec = spec.MapAt("template", "spec") ?? MapValue.Empty;
        foreach (var error in PodSpecValidation.Check($"{path}.template.spec", podSpec))
        {
            yield return error;
        }

        switch (podSpec.StringAt("restartPolicy"))
        {
            case null or "" or "Always":
                yield return FieldError.Required($"{path}.template.spec.restartPolicy", "valid values: \"OnFailure\", \"Never\"");
                break;
            case not ("OnFailure" or "Never") and var policy:
                yield return FieldError.Unsupported($"{path}.template.spec.restartPolicy", policy, "Never", "OnFailure");
                break;
        }
    }

    /// <summary>What of a Job's spec may not change; its template may while it is suspended and has not started.</summary>
    private static IEnumerable<FieldError> CheckUpdate(MapValue spec, MapValue before)
    {
        foreach (var field in (string[])["selector", "completionMode", "podFailurePolicy", "backoffLimitPerIndex", "managedBy", "successPolicy"])
        {
            if (spec[field] != before[field])
            {
                yield return FieldError.Invalid($"spec.{field}", spec[field] ?? Value.Null, "field is immutable");
            }
        }

        if (spec.StringAt("completionMode") != "Indexed" && spec["completions"] != before["completions"])
        {
            yield return FieldError.Invalid("spec.completions", spec["completions"] ?? Value.Null, "field is immutable");
        }

        if (spec["template"] != before["template"] && before.BoolAt("suspend") != true)
        {
            yield return FieldError.Invalid("spec.template", spec["template"] ?? Value.Null, "field is immutable");
        }
    }

    private static IEnumerable<FieldError> CheckSchedule(string schedule)
    {
        const string Path = "spec.schedule";
        if (schedule.Length == 0)
        {
            return [FieldError.Required(Path)];
        }

        if (schedule.Contains("TZ", StringComparison.Ordinal))
        {
            return [FieldError.Invalid(Path, schedule, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead")];
        }

        try
        {
            CronSchedule.Parse(schedule);
            return [];
        }
        catch (FormatException e)
        {
            return [FieldError.Invalid(Path, schedule, e.Message)];
        }
    }
}
