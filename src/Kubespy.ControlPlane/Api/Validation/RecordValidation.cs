using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>Leases, ControllerRevisions and Events: what controllers keep (pkg/apis/{coordination,apps,core}/validation).</summary>
internal static class RecordValidation
{
    public static IEnumerable<FieldError> CheckLease(KubeObject lease)
    {
        var errors = new List<FieldError>();
        var spec = CheckedField.Of(lease.Spec ?? MapValue.Empty, "spec", errors);
        if (spec["leaseDurationSeconds"] is { IsSet: true, Number: <= 0 } duration)
        {
            duration.Invalid("must be greater than 0");
        }

        spec["leaseTransitions"].IsNotNegative();
        if (spec["preferredHolder"].Text.Length > 0 && spec["strategy"].Text.Length == 0)
        {
            spec["preferredHolder"].Forbidden("may only be specified if `strategy` is defined");
        }

        return errors;
    }

    public static IEnumerable<FieldError> CheckRevision(KubeObject revision, KubeObject? old)
    {
        var errors = new List<FieldError>();
        var root = CheckedField.Of(revision.Root, "", errors);
        root["revision"].IsNotNegative();
        if (old is not null && root["data"].Value != old.Root["data"])
        {
            root["data"].Invalid("field is immutable");
        }
        else if (old is null && !root["data"].IsSet)
        {
            root["data"].Required("data is mandatory");
        }
        else if (old is null && root["data"].Value is not MapValue)
        {
            root["data"].Required("data must be a valid JSON object");
        }

        return errors;
    }

    /// <summary>An Event lies in the namespace of what it is about; about what has none, in the default one.</summary>
    public static IEnumerable<FieldError> CheckEvent(KubeObject @event)
    {
        var errors = new List<FieldError>();
        var about = CheckedField.Of(@event.Root["involvedObject"], "involvedObject", errors)["namespace"];
        var isNew = @event.Root.StringAt("eventTime") is { Length: > 0 };
        var isPlaced = about.Text.Length == 0 ? @event.Namespace is "default" || (isNew && @event.Namespace == "kube-system") : isNew || about.Text == @event.Namespace;
        if (!isPlaced)
        {
            about.Invalid(about.Text, "does not match event.namespace");
        }

        return errors;
    }
}
