using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Storage;

/// <summary>What a write did to an object.</summary>
public enum StoreEventType
{
    Added,
    Modified,
    Deleted,
}

/// <summary>
/// One effective write. <paramref name="Previous"/> is what the object was before, null where it is new;
/// a deletion's <paramref name="Object"/> is the last state, carrying the revision of the deletion.
/// </summary>
public sealed record StoreEvent(long Revision, StoreEventType Type, KubeObject Object, KubeObject? Previous);
