namespace Kubespy.Core.Watching;

/// <summary>What happened to an object.</summary>
public enum ChangeType
{
    Added,
    Modified,
    Deleted,
}
