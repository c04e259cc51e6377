namespace Kubespy.ControlPlane.Requests;

/// <summary>What of objects an answer shows.</summary>
public enum OutputKind
{
    Object,
    Table,
    Metadata,
}
