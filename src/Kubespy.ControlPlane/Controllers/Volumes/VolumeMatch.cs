using Kubespy.ControlPlane.Api.Schema;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Volumes;

/// <summary>Which volume suits a claim (component-helpers/storage/volume, FindMatchingVolume).</summary>
internal static class VolumeMatch
{
    /// <summary>The smallest of the free volumes that suit; the one that is reserved for the claim before any.</summary>
    public static KubeObject? Find(KubeObject claim, IEnumerable<KubeObject> volumes) => volumes
        .Where(v => !v.IsBeingDeleted && (IsReservedFor(v, claim) || (v.Root.At("spec", "claimRef") is null && Suits(v, claim))))
        .OrderBy(v => IsReservedFor(v, claim) ? 0 : 1)
        .ThenBy(v => SizeOf(v))
        .ThenBy(v => v.Name, StringComparer.Ordinal)
        .FirstOrDefault();

    /// <summary>Whether the volume says that it is that claim's; a reference without uid was written by a person.</summary>
    public static bool IsReservedFor(KubeObject volume, KubeObject claim) =>
        volume.Root.At("spec", "claimRef") is { } reference
        && reference.StringAt("name") == claim.Name
        && reference.StringAt("namespace") == claim.Namespace
        && (reference.StringAt("uid") is null or "" || reference.StringAt("uid") == claim.Uid);

    public static bool Suits(KubeObject volume, KubeObject claim) =>
        (volume.Root.StringAt("spec", "storageClassName") ?? "") == (claim.Root.StringAt("spec", "storageClassName") ?? "")
        && (volume.Root.StringAt("spec", "volumeMode") ?? "Filesystem") == (claim.Root.StringAt("spec", "volumeMode") ?? "Filesystem")
        && SizeOf(volume) >= WantedBy(claim)
        && claim.Root.ListAt("spec", "accessModes").All(mode => volume.Root.ListAt("spec", "accessModes").Any(m => m == mode))
        && (claim.Root.At("spec", "selector") is not { } selector || LabelSelector.OfValue(selector).Matches(volume.Labels))
        && volume.Root.StringAt("status", "phase") is "Available";

    private static Quantity SizeOf(KubeObject volume) => Quantity.TryParse(volume.Root.StringAt("spec", "capacity", "storage") ?? "0") ?? default;

    private static Quantity WantedBy(KubeObject claim) => Quantity.TryParse(claim.Root.StringAt("spec", "resources", "requests", "storage") ?? "0") ?? default;
}
