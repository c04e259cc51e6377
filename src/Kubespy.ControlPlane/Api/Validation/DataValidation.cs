using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>ConfigMaps and Secrets: keys, size, immutability (ValidateConfigMap, ValidateSecret in pkg/apis/core/validation).</summary>
internal static class DataValidation
{
    private const int MaxBytes = 1024 * 1024;
    private const string Immutable = "field is immutable when `immutable` is set";

    public static IEnumerable<FieldError> Check(KubeObject obj, KubeObject? old)
    {
        var errors = new List<FieldError>();
        var root = CheckedField.Of(obj.Root, "", errors);
        if (old is not null)
        {
            CheckUpdate(root, old);
        }

        var isSecret = obj.Kind == "Secret";
        var size = CheckKeys(root["data"], root["binaryData"], isSecret) + CheckKeys(root["binaryData"], null, isBase64: true);
        if (size > MaxBytes)
        {
            errors.Add(FieldError.TooLong(isSecret ? "data" : "", MaxBytes));
        }

        if (isSecret)
        {
            SecretValidation.Check(obj, root["data"]);
        }

        return errors;
    }

    private static void CheckUpdate(CheckedField root, KubeObject old)
    {
        if (root["type"].Text != (old.Root.StringAt("type") ?? ""))
        {
            root["type"].Invalid(root["type"].Text, "field is immutable");
        }

        if (old.Root.BoolAt("immutable") != true)
        {
            return;
        }

        if (!root["immutable"].IsTrue)
        {
            root["immutable"].Forbidden(Immutable);
        }

        foreach (var field in (string[])["data", "binaryData"])
        {
            if (root[field].Value != old.Root[field])
            {
                root[field].Forbidden(Immutable);
            }
        }
    }

    private static long CheckKeys(CheckedField data, CheckedField? other, bool isBase64)
    {
        var size = 0L;
        foreach (var (key, value) in data.Entries)
        {
            value.Keeps(key, NameRules.ConfigKey);
            if (other?[key].IsSet == true)
            {
                value.Invalid(key, "duplicate of key present in binaryData");
            }

            size += isBase64 ? value.Text.Length / 4 * 3 : System.Text.Encoding.UTF8.GetByteCount(value.Text);
        }

        return size;
    }
}
