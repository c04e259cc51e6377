using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Controllers.Deployments;

/// <summary>The oldest first, then by name.</summary>
internal sealed class CreationOrder : IComparer<KubeObject>
{
    public static readonly CreationOrder Instance = new();

    public int Compare(KubeObject? x, KubeObject? y)
    {
        var byTime = Nullable.Compare(x?.CreationTimestamp, y?.CreationTimestamp);
        return byTime != 0 ? byTime : string.CompareOrdinal(x?.Name, y?.Name);
    }
}
