using Kubespy.ControlPlane;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.ControlPlane.Storage;

namespace Kubespy.Simulator.Invariants;

/// <summary>
/// Watches a resource in the two ways there are, through the log as clients do and through a cache that lags as controllers do, and holds
/// both against the writes: nothing skipped, nothing told twice, nothing out of order.
/// </summary>
internal sealed class WatchWitness
{
    private readonly EmbeddedCluster _cluster;
    private readonly Resource _resource;
    private readonly List<string> _broken;
    private readonly List<Seen> _written = [];
    private readonly List<Seen> _arrived = [];
    private readonly List<Seen> _logged = [];
    private readonly Informer _cache;
    private long _revision;

    /// <param name="cluster">Whose resource is watched.</param>
    /// <param name="resource">The resource.</param>
    /// <param name="delay">How much later than usual the next change reaches the cache.</param>
    /// <param name="broken">Where it is told what went wrong.</param>
    public WatchWitness(EmbeddedCluster cluster, Resource resource, Func<TimeSpan> delay, List<string> broken)
    {
        (_cluster, _resource, _broken, _revision) = (cluster, resource, broken, cluster.Store.Revision);
        cluster.Store.Subscribe(resource, OnWrite);
        _cache = new Informer(cluster.Loop, cluster.Store, resource, () => TimeSpan.FromMilliseconds(1) + delay());
        var isListed = false;
        _cache.AddHandler(new InformerHandler
        {
            Added = obj => Arrive(isListed, StoreEventType.Added, obj.Uid),
            Updated = (_, obj) => Arrive(true, StoreEventType.Modified, obj.Uid),
            Deleted = obj => Arrive(true, StoreEventType.Deleted, obj.Uid),
        });
        isListed = true;
    }

    /// <summary>Witnesses of every resource.</summary>
    public static List<WatchWitness> OfAll(EmbeddedCluster cluster, Func<TimeSpan> delay, List<string> broken) =>
        [.. Resources.All.Select(r => new WatchWitness(cluster, r, delay, broken))];

    /// <summary>Once nothing is on its way any more.</summary>
    public void CheckEnd()
    {
        ReadLog();
        Compare("a watch", _logged);
        Compare("a cache", _arrived);
    }

    /// <summary>The cluster's process died: what was on its way by then never came.</summary>
    public void CheckUntilNow()
    {
        CompareUntil("a watch", _logged, _logged.Count);
        CompareUntil("a cache", _arrived, _arrived.Count);
    }

    private void Arrive(bool isChange, StoreEventType type, string uid)
    {
        if (isChange)
        {
            _arrived.Add(new Seen(_cache.Revision, type, uid));
        }
    }

    /// <summary>A client reads what has come since it last read, now and then, never so late that its window has passed.</summary>
    private void OnWrite(StoreEvent change)
    {
        _written.Add(new Seen(change.Revision, change.Type, change.Object.Uid));
        if (change.Revision % 7 == 0)
        {
            ReadLog();
        }
    }

    private void ReadLog()
    {
        foreach (var change in _cluster.Store.Log(_resource).ReadAfter(_revision).Changes ?? [])
        {
            _logged.Add(new Seen(change.Revision, change.Type, change.Object.Uid));
            _revision = change.Revision;
        }
    }

    private void Compare(string who, List<Seen> seen) => CompareUntil(who, seen, _written.Count);

    private void CompareUntil(string who, List<Seen> seen, int count)
    {
        if (!seen.SequenceEqual(_written.Take(count)))
        {
            var at = seen.Zip(_written).TakeWhile(p => p.First == p.Second).Count();
            _broken.Add($"{who} of {_resource} saw {seen.Count} changes of {_written.Count}, from the {at}th on others");
        }
    }

    private sealed record Seen(long Revision, StoreEventType Type, string Uid);
}
