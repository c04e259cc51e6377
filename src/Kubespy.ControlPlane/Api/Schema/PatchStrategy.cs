namespace Kubespy.ControlPlane.Api.Schema;

/// <summary>How a strategic merge patch treats a field (the patchStrategy tag). None: maps merge, lists are replaced.</summary>
[Flags]
public enum PatchStrategy
{
    None = 0,
    Merge = 1,
    Replace = 2,
    RetainKeys = 4,
}
