using Kubespy.ControlPlane;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;

namespace Kubespy.Simulator.Kept;

/// <summary>Every write of a kept cluster, through all its processes, but those that were lost with one: what the next is held against.</summary>
internal sealed class KeptHistory
{
    private readonly Dictionary<(string Resource, ObjectKey Key), KubeObject> _start = [];
    private readonly List<(string Resource, StoreEvent Change)> _changes = [];
    private readonly HashSet<string> _uids = new(StringComparer.Ordinal);
    private readonly List<string> _broken;

    public KeptHistory(EmbeddedCluster cluster, List<string> broken)
    {
        _broken = broken;
        foreach (var (resource, table) in cluster.Store.Capture())
        {
            foreach (var obj in table.Objects.Values)
            {
                _start[(resource, obj.Key)] = obj;
                _uids.Add(obj.Uid);
            }
        }

        LookAt(cluster);
    }

    /// <summary>The resource's changes after that revision.</summary>
    public IEnumerable<StoreEvent> After(long revision, string resource) =>
        _changes.Where(c => c.Change.Revision > revision && c.Resource == resource).Select(c => c.Change);

    /// <summary>Another cluster goes on from that revision: it is what had been written until then, to the byte.</summary>
    public void Restarted(EmbeddedCluster cluster, long revision)
    {
        _changes.RemoveAll(c => c.Change.Revision > revision);
        Require(cluster.Store.Revision == revision, $"goes on from revision {cluster.Store.Revision}");
        var expected = new Dictionary<(string Resource, ObjectKey Key), KubeObject>(_start);
        foreach (var (resource, change) in _changes)
        {
            if (change.Type == StoreEventType.Deleted)
            {
                expected.Remove((resource, change.Object.Key));
            }
            else
            {
                expected[(resource, change.Object.Key)] = change.Object;
            }
        }

        foreach (var (resource, table) in cluster.Store.Capture())
        {
            foreach (var obj in table.Objects.Values)
            {
                Require(
                    expected.Remove((resource, obj.Key), out var known) && known.Json.Span.SequenceEqual(obj.Json.Span),
                    $"{obj} is not as it was: {obj.Json.Length} bytes of {known?.Json.Length}");
            }
        }

        Require(expected.Count == 0, $"{string.Join(", ", expected.Values)} are gone");
        LookAt(cluster);

        void Require(bool holds, string what)
        {
            if (!holds)
            {
                _broken.Add($"after the restart at revision {revision}: {what}");
            }
        }
    }

    private void LookAt(EmbeddedCluster cluster)
    {
        foreach (var resource in Resources.All)
        {
            cluster.Store.Subscribe(resource, change =>
            {
                _changes.Add((resource.GroupResource, change));
                if (change.Type == StoreEventType.Added && !_uids.Add(change.Object.Uid))
                {
                    _broken.Add($"{change.Object} has a uid that was given before");
                }
            });
        }
    }
}
