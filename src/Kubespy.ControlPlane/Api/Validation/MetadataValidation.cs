using System.Text.RegularExpressions;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>Names, labels and annotations (apimachinery/pkg/api/validation, pkg/util/validation).</summary>
internal static partial class MetadataValidation
{
    private const int MaxAnnotationBytes = 256 * 1024;

    private const string SubdomainRule =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private const string LabelRule =
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    private const string LabelValueRule =
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    private const string QualifiedNameRule =
        "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

    public static IEnumerable<FieldError> Check(Resource resource, KubeObject obj)
    {
        var name = obj.Name;
        if (name.Length == 0)
        {
            yield return FieldError.Required("metadata.name", "name or generateName is required");
        }
        else if (CheckName(resource, name) is { } rule)
        {
            yield return FieldError.Invalid("metadata.name", name, rule);
        }

        foreach (var error in CheckLabels("metadata.labels", obj.Labels).Concat(CheckAnnotations(obj.Annotations)).Concat(OwnerReferenceValidation.Check(obj)))
        {
            yield return error;
        }
    }

    public static IEnumerable<FieldError> CheckLabels(string path, MapValue labels)
    {
        foreach (var (name, value) in labels)
        {
            if (!IsQualifiedName(name))
            {
                yield return FieldError.Invalid(path, name, QualifiedNameRule);
            }

            var text = value.AsString() ?? "";
            if (text.Length > 63)
            {
                yield return FieldError.Invalid(path, text, "must be no more than 63 bytes");
            }

            if (!LabelText().IsMatch(text))
            {
                yield return FieldError.Invalid(path, text, LabelValueRule);
            }
        }
    }

    public static bool IsLabel(string name) => name.Length <= 63 && Label().IsMatch(name);

    public static FieldError InvalidLabel(string path, string name) => FieldError.Invalid(path, name, LabelRule);

    public static bool IsSubdomain(string name) => name.Length <= 253 && Subdomain().IsMatch(name);

    public static FieldError InvalidSubdomain(string path, string name) => FieldError.Invalid(path, name, SubdomainRule);

    private static string? CheckName(Resource resource, string name) => resource.Kind switch
    {
        "Role" or "ClusterRole" or "RoleBinding" or "ClusterRoleBinding" => null,
        // RelaxedServiceNameValidation: since 1.36 a Service may begin with a digit.
        "Namespace" or "Service" => name.Length > 63 ? "must be no more than 63 bytes" : Label().IsMatch(name) ? null : LabelRule,
        _ => name.Length > 253 ? "must be no more than 253 bytes" : Subdomain().IsMatch(name) ? null : SubdomainRule,
    };

    private static IEnumerable<FieldError> CheckAnnotations(MapValue annotations)
    {
        var size = 0;
        foreach (var (name, value) in annotations)
        {
            size += name.Length + (value.AsString()?.Length ?? 0);
#pragma warning disable CA1308 // The real server lowers the name before it checks it.
            if (!IsQualifiedName(name.ToLowerInvariant()))
#pragma warning restore CA1308
            {
                yield return FieldError.Invalid("metadata.annotations", name, QualifiedNameRule);
            }
        }

        if (size > MaxAnnotationBytes)
        {
            yield return FieldError.TooLong("metadata.annotations", MaxAnnotationBytes);
        }
    }

    private static bool IsQualifiedName(string name)
    {
        var parts = name.Split('/');
        return parts.Length switch
        {
            1 => parts[0].Length <= 63 && NamePart().IsMatch(parts[0]),
            2 => parts[0].Length is > 0 and <= 253 && Subdomain().IsMatch(parts[0]) && parts[1].Length <= 63 && NamePart().IsMatch(parts[1]),
            _ => false,
        };
    }

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z")]
    private static partial Regex Subdomain();

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?\z")]
    private static partial Regex Label();

    [GeneratedRegex(@"^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?\z")]
    private static partial Regex LabelText();

    [GeneratedRegex(@"^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]\z")]
    private static partial Regex NamePart();
}
