using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.History;

/// <summary>ControllerRevisions by their number, then by age, then by name (byRevision in pkg/controller/history).</summary>
internal sealed class RevisionOrder : IComparer<KubeObject>
{
    public static readonly RevisionOrder Instance = new();

    public static long NumberOf(KubeObject revision) => revision.Root.Int64At("revision") ?? 0;

    public int Compare(KubeObject? x, KubeObject? y)
    {
        var byNumber = NumberOf(x!).CompareTo(NumberOf(y!));
        var byTime = byNumber != 0 ? byNumber : Nullable.Compare(x!.CreationTimestamp, y!.CreationTimestamp);
        return byTime != 0 ? byTime : string.CompareOrdinal(x!.Name, y!.Name);
    }
}
