using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>Names, labels, annotations, owners and finalizers (apimachinery/pkg/api/validation/objectmeta.go).</summary>
internal static class MetadataValidation
{
    private const int MaxAnnotationBytes = 256 * 1024;

    /// <summary>Kinds that look at an object's metadata as a whole when it changes, after the part that every kind looks at.</summary>
    private static readonly HashSet<string> CheckedWholeOnUpdate = new(StringComparer.Ordinal)
    {
        "Pod", "Service", "StatefulSet", "ConfigMap", "Secret", "Namespace", "Node", "PersistentVolume", "PersistentVolumeClaim", "ServiceAccount", "Endpoints",
    };

    /// <summary>
    /// What is wrong with the metadata. Of a changed object the real server finds it several times over (rest.BeforeUpdate, and again
    /// the kind's own rules), and its causes say so as often.
    /// </summary>
    public static List<FieldError> Check(Resource resource, KubeObject obj, KubeObject? old)
    {
        var errors = new List<FieldError>();
        var metadata = CheckedField.Of(obj.Metadata, "metadata", errors);
        CheckName(resource, metadata, old is null);
        CheckParts(obj, metadata);
        CheckFinalizers(metadata["finalizers"]);
        if (old is not null && errors.Count > 0)
        {
            CheckParts(obj, metadata);
            CheckAgain(resource, obj, metadata);
        }

        return errors;
    }

    public static IEnumerable<FieldError> CheckLabels(string path, MapValue labels)
    {
        var errors = new List<FieldError>();
        SelectorValidation.CheckLabels(CheckedField.Of(labels, path, errors));
        return errors;
    }

    /// <summary>How objects of a kind may be called.</summary>
    public static IReadOnlyList<string> NameRule(string kind, string name) => kind switch
    {
        "Role" or "ClusterRole" or "RoleBinding" or "ClusterRoleBinding" or "PodDisruptionBudget" or "Event"
            or "CertificateSigningRequest" or "APIService" => NameRules.PathSegment(name),
        "IPAddress" => AddressRules.Canonical(name),
        // RelaxedServiceNameValidation: since 1.36 a Service may begin with a digit.
        "Namespace" or "Service" or "StatefulSet" => NameRules.Label(name),
        _ => NameRules.Subdomain(name),
    };

    public static void CheckAnnotations(CheckedField annotations)
    {
        var size = 0;
        foreach (var (name, value) in annotations.Value as MapValue ?? MapValue.Empty)
        {
            size += name.Length + (value.AsString()?.Length ?? 0);
            // The real server lowers the name before it checks it, and shows it as it was given.
            foreach (var wrong in NameRules.QualifiedName(name.ToLowerInvariant()))
            {
                annotations.Invalid(name, wrong);
            }
        }

        if (size > MaxAnnotationBytes)
        {
            annotations.TooLong(MaxAnnotationBytes);
        }
    }

    private static void CheckName(Resource resource, CheckedField metadata, bool isNew)
    {
        var (prefix, name) = (metadata["generateName"], metadata["name"]);
        if (isNew && prefix.Text.Length > 0)
        {
            prefix.Keeps(NameRuleOfPrefix(resource, prefix.Text));
        }

        if (name.IsGiven("name or generateName is required"))
        {
            name.Keeps(text => NameRule(resource.Kind, text));
        }
    }

    /// <summary>A prefix may end with a hyphen, as what follows it will not.</summary>
    private static Func<string, IReadOnlyList<string>> NameRuleOfPrefix(Resource resource, string prefix) =>
        _ => NameRule(resource.Kind, prefix.Length > 1 && prefix.EndsWith('-') ? prefix[..^2] + "a" : prefix);

    private static void CheckParts(KubeObject obj, CheckedField metadata)
    {
        SelectorValidation.CheckLabels(metadata["labels"]);
        CheckAnnotations(metadata["annotations"]);
        metadata.Add(OwnerReferenceValidation.Check(obj));
    }

    private static void CheckAgain(Resource resource, KubeObject obj, CheckedField metadata)
    {
        if (resource.Kind != "EndpointSlice")
        {
            CheckParts(obj, metadata);
        }

        if (resource.Kind == "EndpointSlice" || CheckedWholeOnUpdate.Contains(resource.Kind))
        {
            CheckParts(obj, metadata);
            CheckFinalizers(metadata["finalizers"]);
        }
    }

    private static void CheckFinalizers(CheckedField finalizers)
    {
        foreach (var finalizer in finalizers.Items)
        {
            finalizers.Keeps(finalizer.Text, NameRules.QualifiedName);
        }

        if (finalizers.Items.Any(f => f.Text == "orphan") && finalizers.Items.Any(f => f.Text == "foregroundDeletion"))
        {
            finalizers.Invalid("finalizer orphan and foregroundDeletion cannot be both set");
        }
    }
}
