using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Api.Admission;

/// <summary>
/// What is added to new volumes and claims: the default class, and the finalizers that keep them while they are in use
/// (plugin/pkg/admission/storage).
/// </summary>
public sealed class VolumeAdmission(Store store)
{
    public const string ClaimProtection = "kubernetes.io/pvc-protection";
    public const string VolumeProtection = "kubernetes.io/pv-protection";

    public const string AttributesProtection = "kubernetes.io/vac-protection";

    public const string DefaultClass = "storageclass.kubernetes.io/is-default-class";

    public KubeObject AdmitClaim(KubeObject claim)
    {
        var classed = claim.Root.At("spec", "storageClassName") is null && Default() is { } name
            ? new KubeObject(claim.Root.WithAt(["spec", "storageClassName"], name))
            : claim;
        return Protect(classed, ClaimProtection);
    }

    public static KubeObject AdmitVolume(KubeObject volume) => Protect(volume, VolumeProtection);

    public static KubeObject AdmitAttributes(KubeObject attributes) => Protect(attributes, AttributesProtection);

    /// <summary>The newest of the classes that are marked as default.</summary>
    private string? Default() => store.Read(Resources.StorageClasses).Objects.Values
        .Where(c => c.Annotation(DefaultClass) == "true")
        .OrderByDescending(c => c.CreationTimestamp)
        .ThenBy(c => c.Name, StringComparer.Ordinal)
        .FirstOrDefault()?.Name;

    private static KubeObject Protect(KubeObject obj, string finalizer) =>
        obj.Finalizers.Contains(finalizer) ? obj : obj.WithFinalizers(obj.Finalizers.Append(finalizer));
}
