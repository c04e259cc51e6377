using Kubespy.ControlPlane.Api.Cron;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>CronJobs (validateCronJobSpec in pkg/apis/batch/validation).</summary>
internal static class CronJobValidation
{
    public static IEnumerable<FieldError> Check(KubeObject cron, KubeObject? old)
    {
        var errors = new List<FieldError>();
        var spec = CheckedField.Of(cron.Spec ?? MapValue.Empty, "spec", errors);
        CheckSchedule(spec["schedule"], old?.Root.StringAt("spec", "schedule") ?? "", spec["timeZone"]);
        spec["startingDeadlineSeconds"].IsNotNegative();
        if (spec["timeZone"].IsSet && spec["timeZone"].Value != old?.Root.At("spec", "timeZone"))
        {
            CheckTimeZone(spec["timeZone"]);
        }

        spec["concurrencyPolicy"].IsGivenAs("Allow", "Forbid", "Replace");
        var job = spec["jobTemplate", "spec"];
        JobValidation.CheckSpec(job);
        if (job["selector"].IsSet)
        {
            job["selector"].Invalid("`selector` will be auto-generated");
        }

        if (job["manualSelector"].IsTrue)
        {
            job["manualSelector"].Unsupported("nil", "false");
        }

        spec["successfulJobsHistoryLimit"].IsNotNegative();
        spec["failedJobsHistoryLimit"].IsNotNegative();
        if (old is null && cron.Name.Length > 52)
        {
            errors.Add(FieldError.Invalid("metadata.name", cron.Name, "must be no more than 52 characters"));
        }

        return errors;
    }

    private static void CheckSchedule(CheckedField schedule, string former, CheckedField zone)
    {
        if (!schedule.IsGiven())
        {
            return;
        }

        var hasZone = schedule.Text.Contains("TZ", StringComparison.Ordinal);
        try
        {
            // A zone within the schedule is not ours to read.
            CronSchedule.Parse(hasZone && schedule.Text.IndexOf(' ', StringComparison.Ordinal) is > 0 and var space ? schedule.Text[(space + 1)..] : schedule.Text);
        }
        catch (FormatException e)
        {
            schedule.Invalid(e.Message);
        }

        if (!hasZone)
        {
            return;
        }

        if (!former.Contains("TZ", StringComparison.Ordinal))
        {
            schedule.Invalid("cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
        }
        else if (zone.IsSet)
        {
            schedule.Invalid("cannot use both timeZone field and TZ or CRON_TZ in schedule");
        }
    }

    private static void CheckTimeZone(CheckedField zone)
    {
        if (zone.Text.Length == 0)
        {
            zone.Invalid("timeZone must be nil or non-empty string");
        }
        else if (zone.Text.Equals("Local", StringComparison.OrdinalIgnoreCase))
        {
            zone.Invalid("timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones");
        }
        else if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone.Text, out _))
        {
            zone.Invalid($"unknown time zone {zone.Text}");
        }
    }
}
