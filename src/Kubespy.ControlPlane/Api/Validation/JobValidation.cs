using System.Globalization;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>Jobs (ValidateJob, ValidateJobSpecUpdate in pkg/apis/batch/validation).</summary>
internal static class JobValidation
{
    private const int MostParallelIndexes = 100_000;
    private const string Indexed = "Indexed";

    private static readonly string[] Counts = ["parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished", "backoffLimitPerIndex", "maxFailedIndexes"];

    public static IEnumerable<FieldError> CheckJob(KubeObject job, KubeObject? old)
    {
        var errors = new List<FieldError>();
        var spec = CheckedField.Of(job.Spec ?? MapValue.Empty, "spec", errors);
        CheckSpec(spec);
        if (!spec["selector"].IsSet)
        {
            spec["selector"].Required();
        }

        var before = errors.Count;
        SelectorValidation.Check(spec["selector"]);
        if (errors.Count == before)
        {
            PodTemplateValidation.CheckMatch(spec["template"], LabelSelector.OfValue(spec["selector"].Value));
        }

        if (old?.Spec is { } former)
        {
            CheckUpdate(spec, former);
        }
        else if (spec["completionMode"].Text == Indexed && spec["completions"].Number > 0)
        {
            // Each Pod of an indexed Job is a host by the Job's name and its index.
            var host = string.Create(CultureInfo.InvariantCulture, $"{job.Name}-{spec["completions"].Number - 1}");
            if (NameRules.Label(host).Count > 0)
            {
                errors.Add(FieldError.Invalid("metadata.name", job.Name, $"will not able to create pod with invalid DNS label: {host}"));
            }
        }

        return errors;
    }

    /// <summary>What a Job and a CronJob's template of Jobs have in common.</summary>
    public static void CheckSpec(CheckedField spec)
    {
        foreach (var count in Counts)
        {
            spec[count].IsNotNegative();
        }

        if (spec["maxFailedIndexes"].IsSet && !spec["backoffLimitPerIndex"].IsSet)
        {
            spec["backoffLimitPerIndex"].Required("when maxFailedIndexes is specified");
        }

        CheckMode(spec);
        if (spec["podFailurePolicy"].IsSet)
        {
            JobPolicyValidation.CheckFailures(spec);
        }

        if (spec["successPolicy"].IsSet && spec["completionMode"].Text == Indexed)
        {
            JobPolicyValidation.CheckSuccess(spec);
        }

        if (spec["podReplacementPolicy"] is { IsSet: true } replacement)
        {
            replacement.IsOneOf(spec["podFailurePolicy"].IsSet ? ["Failed"] : ["Failed", "TerminatingOrFailed"]);
        }

        PodTemplateValidation.Check(spec["template"]);
        CheckRestartPolicy(spec["template", "spec"]["restartPolicy"], spec["podFailurePolicy"].IsSet);
    }

    private static void CheckMode(CheckedField spec)
    {
        var mode = spec["completionMode"];
        if (mode.IsSet)
        {
            mode.IsOneOf("NonIndexed", Indexed);
        }

        if (mode.Text == Indexed)
        {
            CheckIndexes(spec);
        }
        else if (!mode.IsSet || mode.Text == "NonIndexed")
        {
            foreach (var field in (string[])["backoffLimitPerIndex", "maxFailedIndexes"])
            {
                if (spec[field].IsSet)
                {
                    spec[field].Invalid("requires indexed completion mode");
                }
            }
        }
    }

    private static void CheckIndexes(CheckedField spec)
    {
        var (completions, parallelism, failed) = (spec["completions"], spec["parallelism"], spec["maxFailedIndexes"]);
        if (!completions.IsSet)
        {
            completions.Required("when completion mode is Indexed");
        }

        if (parallelism.Number > MostParallelIndexes)
        {
            parallelism.Invalid($"must be less than or equal to {MostParallelIndexes} when completion mode is Indexed");
        }

        if (completions.IsSet && failed.IsSet && failed.Number > completions.Number)
        {
            failed.Invalid("must be less than or equal to completions");
        }

        if (failed.Number > MostParallelIndexes)
        {
            failed.Invalid($"must be less than or equal to {MostParallelIndexes}");
        }
    }

    private static void CheckRestartPolicy(CheckedField policy, bool hasFailurePolicy)
    {
        if (policy.Text is "" or "Always")
        {
            policy.Required("valid values: \"OnFailure\", \"Never\"");
        }
        else if (policy.IsOneOf("OnFailure", "Never") && hasFailurePolicy && policy.Text != "Never")
        {
            policy.Invalid("only \"Never\" is supported when podFailurePolicy is specified");
        }
    }

    /// <summary>What of a Job's spec may not change; of its template the resources may while it is suspended.</summary>
    private static void CheckUpdate(CheckedField spec, MapValue former)
    {
        var completions = spec["completions"];
        if (completions.Value != former["completions"])
        {
            if (spec["completionMode"].Text != Indexed)
            {
                completions.Invalid("field is immutable");
            }
            else if (completions.IsSet && completions.Number != spec["parallelism"].Number)
            {
                completions.Invalid("can only be modified in tandem with spec.parallelism");
            }
        }

        CheckUnchanged(spec["selector"], former);
        if (spec["template"].Value != former["template"] && former.BoolAt("suspend") != true)
        {
            spec["template"].Invalid("field is immutable");
        }

        foreach (var field in (string[])["completionMode", "podFailurePolicy", "backoffLimitPerIndex", "managedBy", "successPolicy"])
        {
            CheckUnchanged(spec[field], former);
        }
    }

    private static void CheckUnchanged(CheckedField field, MapValue former)
    {
        if (field.Value != former[field.Path["spec.".Length..]])
        {
            field.Invalid("field is immutable");
        }
    }
}
