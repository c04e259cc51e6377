using System.Text;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>ConfigMaps and Secrets: keys, size, immutability (pkg/apis/core/validation).</summary>
internal static class DataValidation
{
    private const int MaxBytes = 1024 * 1024;

    private const string KeyRule =
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

    public static IEnumerable<FieldError> Check(KubeObject obj, KubeObject? old)
    {
        var size = 0;
        foreach (var field in (string[])["data", "binaryData"])
        {
            foreach (var (key, value) in obj.Root.MapAt(field) ?? MapValue.Empty)
            {
                size += Encoding.UTF8.GetByteCount(value.AsString() ?? "");
                if (key.Length is 0 or > 253 || !key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
                {
                    yield return FieldError.Invalid($"{field}[{key}]", key, KeyRule);
                }
            }
        }

        if (size > MaxBytes)
        {
            yield return FieldError.TooLong("", MaxBytes);
        }

        if (old is not null && old.Root["immutable"]?.AsBool() == true && (obj.Root["data"] != old.Root["data"] || obj.Root["immutable"]?.AsBool() != true))
        {
            yield return FieldError.Forbidden("data", "field is immutable when `immutable` is set");
        }
    }
}
