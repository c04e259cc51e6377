using System.Collections.Immutable;
using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Storage;

/// <summary>
/// All objects of one resource at one revision, ordered by namespace and name: an immutable snapshot,
/// safe to read from any thread.
/// </summary>
public sealed record ResourceTable(ImmutableSortedDictionary<ObjectKey, KubeObject> Objects, long Revision)
{
    public static readonly ResourceTable Empty =
        new(ImmutableSortedDictionary.Create<ObjectKey, KubeObject>(KeyOrder.Instance), 0);

    private sealed class KeyOrder : IComparer<ObjectKey>
    {
        public static readonly KeyOrder Instance = new();

        public int Compare(ObjectKey x, ObjectKey y)
        {
            var byNamespace = string.CompareOrdinal(x.Namespace, y.Namespace);
            return byNamespace != 0 ? byNamespace : string.CompareOrdinal(x.Name, y.Name);
        }
    }
}
