namespace Kubespy.ControlPlane.Api;

/// <summary>What becomes of the dependents of a deleted object.</summary>
public enum PropagationPolicy
{
    Background,
    Foreground,
    Orphan,
}
