using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>VolumeAttachments and VolumeAttributesClasses (pkg/apis/storage/validation).</summary>
internal static class AttachmentValidation
{
    private const int LongestMessage = 1024;
    private const int MostMetadata = 256 * 1024;
    private const string OneSource = "must specify exactly one of inlineVolumeSpec and persistentVolumeName";

    public static IEnumerable<FieldError> CheckAttachment(KubeObject attachment, KubeObject? old)
    {
        var errors = new List<FieldError>();
        var spec = CheckedField.Of(attachment.Spec ?? MapValue.Empty, "spec", errors);
        PodVolumeValidation.CheckCsiDriver(spec["attacher"]);
        CheckSource(spec["source"]);
        spec["nodeName"].Keeps(NameRules.Subdomain);
        CheckStatus(CheckedField.Of(attachment.Status ?? MapValue.Empty, "status", errors));
        if (spec["source", "persistentVolumeName"] is { IsSet: true } volume)
        {
            volume.Keeps(NameRules.Subdomain);
        }

        if (old is not null && spec.Value != old.Spec)
        {
            var source = InternalForm.Of(spec["source"].Value ?? MapValue.Empty, "persistentVolumeName", "inlineVolumeSpec");
            spec.Invalid(InternalForm.Of(((MapValue)spec.Value!).With("source", source), "attacher", "source", "nodeName"), "field is immutable");
        }

        return errors;
    }

    public static IEnumerable<FieldError> CheckClass(KubeObject attributes, KubeObject? old)
    {
        var errors = new List<FieldError>();
        var root = CheckedField.Of(attributes.Root, "", errors);
        foreach (var field in old is null ? [] : (string[])["driverName", "parameters"])
        {
            if (root[field].Value != old!.Root[field])
            {
                root[field].Forbidden($"updates to {field} are forbidden.");
            }
        }

        if (root["driverName"].IsGiven())
        {
            root["driverName"].Keeps(root["driverName"].Text.ToLowerInvariant(), NameRules.QualifiedName);
        }

        foreach (var _ in root["parameters"].Entries.Where(e => e.Key.Length == 0))
        {
            root["parameters"].Invalid("", "field can not be empty.");
        }

        if (root["parameters"].Count == 0)
        {
            root["parameters"].Required("must contain at least one key/value pair");
        }

        return errors;
    }

    private static void CheckSource(CheckedField source)
    {
        var (name, inline) = (source["persistentVolumeName"], source["inlineVolumeSpec"]);
        switch (name.IsSet, inline.IsSet)
        {
            case (false, false):
                source.Required(OneSource);
                break;
            case (true, true):
                source.Forbidden(OneSource);
                break;
            case (true, false):
                name.IsGiven("must specify non empty persistentVolumeName");
                break;
            default:
                VolumeValidation.CheckInline(inline);
                break;
        }
    }

    private static void CheckStatus(CheckedField status)
    {
        if (status["attachmentMetadata"].Entries.Sum(e => e.Key.Length + e.Value.Text.Length) > MostMetadata)
        {
            status["attachmentMetadata"].TooLong(MostMetadata);
        }

        foreach (var field in (string[])["attachError", "detachError"])
        {
            if (status[field, "message"].Text.Length > LongestMessage)
            {
                // Told, as by the real server, with the bound of the metadata.
                status[field, "message"].TooLong(MostMetadata);
            }

            if (status[field, "errorCode"].Number < 0)
            {
                status[field, "errorCode"].Invalid("must be between 0 and 2147483647, inclusive");
            }
        }
    }
}
