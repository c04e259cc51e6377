using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>Owner references: each whole, and one controller at most (apimachinery/pkg/api/validation/objectmeta.go).</summary>
internal static class OwnerReferenceValidation
{
    private const string Path = "metadata.ownerReferences";

    public static IEnumerable<FieldError> Check(KubeObject obj)
    {
        var controller = "";
        foreach (var owner in obj.OwnerReferences)
        {
            foreach (var error in CheckOne(owner))
            {
                yield return error;
            }

            if (owner.Controller && controller.Length > 0)
            {
                yield return FieldError.Invalid(
                    Path, obj.Metadata["ownerReferences"]!,
                    $"Only one reference can have Controller set to true. Found \"true\" in references for {controller} and {owner.Kind}/{owner.Name}");
            }
            else if (owner.Controller)
            {
                controller = $"{owner.Kind}/{owner.Name}";
            }
        }
    }

    private static IEnumerable<FieldError> CheckOne(OwnerReference owner)
    {
        if (owner.ApiVersion.Length == 0)
        {
            yield return FieldError.Invalid(Path + ".apiVersion", owner.ApiVersion, "version must not be empty");
        }

        foreach (var (field, value) in new[] { ("kind", owner.Kind), ("name", owner.Name), ("uid", owner.Uid) })
        {
            if (value.Length == 0)
            {
                yield return FieldError.Invalid($"{Path}.{field}", value, "must not be empty");
            }
        }

        if (owner is { ApiVersion: "v1", Kind: "Event" })
        {
            yield return FieldError.Invalid(Path, owner.ToValue(), "/v1, Kind=Event is disallowed from being an owner");
        }
    }
}
