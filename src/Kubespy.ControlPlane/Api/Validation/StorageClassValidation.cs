using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>Storage classes (pkg/apis/storage/validation).</summary>
internal static class StorageClassValidation
{
    public static IEnumerable<FieldError> Check(KubeObject storageClass, KubeObject? old)
    {
        var errors = new List<FieldError>();
        var root = CheckedField.Of(storageClass.Root, "", errors);
        if (root["provisioner"].IsGiven())
        {
            root["provisioner"].Keeps(root["provisioner"].Text.ToLowerInvariant(), NameRules.QualifiedName);
        }

        foreach (var (name, _) in root["parameters"].Entries.Where(e => e.Key.Length == 0))
        {
            root["parameters"].Invalid(name, "field can not be empty.");
        }

        if (root["reclaimPolicy"].Text.Length > 0)
        {
            root["reclaimPolicy"].IsOneOf("Delete", "Retain");
        }

        root["volumeBindingMode"].IsOneOf("Immediate", "WaitForFirstConsumer");
        foreach (var field in old is null ? [] : (string[])["parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"])
        {
            if (root[field].Value != old!.Root[field])
            {
                root[field].Invalid("field is immutable");
            }
        }

        return errors;
    }
}
