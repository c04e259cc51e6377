using Kubespy.Core.Objects;
using Kubespy.Core.Values;
using static Kubespy.ControlPlane.Requests.Tables.TableColumns;

namespace Kubespy.ControlPlane.Requests.Tables;

/// <summary>The columns of volumes, claims and storage classes.</summary>
internal static class VolumeColumns
{
    public static readonly IReadOnlyList<TableColumn> Claim =
    [
        NameColumn,
        Text("Status", "phase represents the current phase of PersistentVolumeClaim.", Phase),
        Text("Volume", "volumeName is the binding reference to the PersistentVolume backing this claim.", o => VolumeOf(o)),
        Text("Capacity", "capacity represents the actual resources of the underlying volume.", o => VolumeOf(o).Length == 0 ? "" : o.Root.StringAt("status", "capacity", "storage") ?? "0"),
        Text("Access Modes", "accessModes contains the actual access modes the volume backing the PVC has.", o => VolumeOf(o).Length == 0 ? "" : Modes(o.Root.ListAt("status", "accessModes"))),
        Text("StorageClass", "StorageClass of the pvc", o => o.Root.StringAt("spec", "storageClassName") ?? ""),
        Text("VolumeAttributesClass", "VolumeAttributesClass of the pvc", o => o.Root.StringAt("spec", "volumeAttributesClassName") ?? Unset),
        AgeColumn, Mode,
    ];

    public static readonly IReadOnlyList<TableColumn> Volume =
    [
        NameColumn,
        Text("Capacity", "capacity is the description of the persistent volume's resources and capacity.", o => o.Root.StringAt("spec", "capacity", "storage") ?? "0"),
        Text("Access Modes", "accessModes contains all ways the volume can be mounted.", o => Modes(o.Root.ListAt("spec", "accessModes"))),
        Text("Reclaim Policy", "What happens to a persistent volume when released from its claim.", o => o.Root.StringAt("spec", "persistentVolumeReclaimPolicy") ?? ""),
        Text("Status", "phase indicates if a volume is available, bound to a claim, or released by a claim.", Phase),
        Text("Claim", "claimRef is part of a bi-directional binding between PersistentVolume and PersistentVolumeClaim.", o =>
            o.Root.At("spec", "claimRef") is { } claim ? $"{claim.StringAt("namespace")}/{claim.StringAt("name")}" : ""),
        Text("StorageClass", "StorageClass of the pv", o => o.Root.StringAt("spec", "storageClassName") ?? ""),
        Text("VolumeAttributesClass", "VolumeAttributesClass of the pv", o => o.Root.StringAt("spec", "volumeAttributesClassName") ?? Unset),
        Text("Reason", "reason is a brief CamelCase string that describes any failure.", o => o.Root.StringAt("status", "reason") ?? ""),
        AgeColumn, Mode,
    ];

    public static readonly IReadOnlyList<TableColumn> StorageClass =
    [
        Text("Name", NameColumn.Description, o => o.Name + (o.Annotation("storageclass.kubernetes.io/is-default-class") == "true" ? " (default)" : "")),
        Text("Provisioner", "provisioner indicates the type of the provisioner.", o => o.Root.StringAt("provisioner") ?? ""),
        Text("ReclaimPolicy", "The reclaimPolicy of dynamically provisioned volumes of this class.", o => o.Root.StringAt("reclaimPolicy") ?? "Delete"),
        Text("VolumeBindingMode", "How PersistentVolumeClaims should be provisioned and bound.", o => o.Root.StringAt("volumeBindingMode") ?? "Immediate"),
        Text("AllowVolumeExpansion", "Whether the storage class allows volume expand.", o => o.Root.BoolAt("allowVolumeExpansion") == true),
        AgeColumn,
    ];

    private static TableColumn Mode =>
        Text("VolumeMode", "volumeMode defines what type of volume is required by the claim.", o => o.Root.StringAt("spec", "volumeMode") ?? Unset, 1);

    private static string VolumeOf(KubeObject claim) => claim.Root.StringAt("spec", "volumeName") ?? "";

    private static Value Phase(KubeObject obj) => obj.IsBeingDeleted ? "Terminating" : obj.Root.StringAt("status", "phase") ?? "";

    private static string Modes(ListValue modes) => string.Join(',', modes.Select(m => m.AsString()).Distinct().Select(m => m switch
    {
        "ReadWriteOnce" => "RWO",
        "ReadOnlyMany" => "ROX",
        "ReadWriteMany" => "RWX",
        "ReadWriteOncePod" => "RWOP",
        _ => m,
    }));
}
