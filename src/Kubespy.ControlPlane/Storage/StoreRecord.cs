using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Storage;

/// <summary>What a record of the log, or of a snapshot, tells.</summary>
public enum StoreRecordType
{
    /// <summary>An object that is new; in a snapshot, one that is there.</summary>
    Added = 1,
    Modified = 2,
    Deleted = 3,

    /// <summary>A run of the cluster begins; its object is the run's settings.</summary>
    Run = 4,

    /// <summary>A snapshot begins; its revision is that of the whole.</summary>
    SnapshotBegin = 5,

    /// <summary>A snapshot is complete; its revision counts the objects.</summary>
    SnapshotEnd = 6,
}

/// <summary>
/// One write as it is kept. <paramref name="Time"/> is the cluster's, <paramref name="Resource"/> the name of the resource
/// (<c>deployments.apps</c>), empty where none is meant; of a deletion, the object is its last state.
/// </summary>
public sealed record StoreRecord(StoreRecordType Type, long Revision, DateTimeOffset Time, string Resource, KubeObject Object)
{
    /// <summary>A write as it is kept.</summary>
    public static StoreRecord Of(Resource resource, StoreEvent change, DateTimeOffset time) => new(
        change.Type switch
        {
            StoreEventType.Added => StoreRecordType.Added,
            StoreEventType.Deleted => StoreRecordType.Deleted,
            _ => StoreRecordType.Modified,
        },
        change.Revision, time, resource.GroupResource, change.Object);
}
