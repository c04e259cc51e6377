namespace Kubespy.ControlPlane.Api.Schema;

/// <summary>Whose the parts of a list are (the listType marker; lists without one are atomic).</summary>
public enum ListOwnership
{
    Atomic,
    Set,
    Map,
}
