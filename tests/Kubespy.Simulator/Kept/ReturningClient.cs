using Kubespy.ControlPlane;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Storage;

namespace Kubespy.Simulator.Kept;

/// <summary>
/// A client that watches a resource, and after the cluster's process has died resumes from what it had been told: it sees each change that was kept
/// or came since, once and in order, or is told that it comes too late (410), which only a snapshot since then excuses.
/// </summary>
internal sealed class ReturningClient(Resource resource, long revision, KeptHistory history, List<string> broken)
{
    private long _revision = revision;

    /// <summary>Reads what has come.</summary>
    /// <param name="cluster">As it is now.</param>
    /// <param name="snapshot">The revision of the snapshot that it was made from.</param>
    public void Read(EmbeddedCluster cluster, long snapshot)
    {
        var seen = cluster.Store.Log(resource).ReadAfter(_revision).Changes;
        if (seen is null)
        {
            if (_revision >= snapshot)
            {
                broken.Add($"a watch of {resource} from revision {_revision} on gets 410, the snapshot is of {snapshot}");
            }
        }
        else if (!seen.Select(Told).SequenceEqual(history.After(_revision, resource.GroupResource).Select(Told)))
        {
            broken.Add($"a watch of {resource} from revision {_revision} on skips or repeats: {seen.Count} changes");
        }

        _revision = cluster.Store.Revision;
    }

    private static (long Revision, StoreEventType Type, string Uid) Told(StoreEvent change) => (change.Revision, change.Type, change.Object.Uid);
}
