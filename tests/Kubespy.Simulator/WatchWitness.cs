using Kubespy.ControlPlane;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.ControlPlane.Simulation;
using Kubespy.ControlPlane.Storage;

namespace Kubespy.Simulator;

/// <summary>
/// Watches a resource in the two ways there are, through the log as clients do and through a cache that lags as controllers do, and holds
/// both against the writes: nothing skipped, nothing told twice, nothing out of order.
/// </summary>
internal sealed class WatchWitness
{
    private readonly EmbeddedCluster _cluster;
    private readonly Resource _resource;
    private readonly List<string> _broken;
    private readonly List<long> _written = [];
    private readonly List<long> _arrived = [];
    private readonly List<long> _logged = [];
    private readonly Informer _cache;
    private long _revision;

    public WatchWitness(EmbeddedCluster cluster, Resource resource, Faults faults, List<string> broken)
    {
        (_cluster, _resource, _broken, _revision) = (cluster, resource, broken, cluster.Store.Revision);
        cluster.Store.Subscribe(resource, OnWrite);
        _cache = new Informer(cluster.Loop, cluster.Store, resource, () => TimeSpan.FromMilliseconds(1) + faults.WatchDelay("kube-scheduler", resource));
        var isListed = false;
        _cache.AddHandler(new InformerHandler
        {
            Added = _ => Arrive(isListed),
            Updated = (_, _) => Arrive(true),
            Deleted = _ => Arrive(true),
        });
        isListed = true;
    }

    /// <summary>Once nothing is on its way any more.</summary>
    public void CheckEnd()
    {
        ReadLog();
        Compare("a watch", _logged);
        Compare("a cache", _arrived);
    }

    private void Arrive(bool isChange)
    {
        if (isChange)
        {
            _arrived.Add(_cache.Revision);
        }
    }

    /// <summary>A client reads what has come since it last read, now and then, never so late that its window has passed.</summary>
    private void OnWrite(StoreEvent change)
    {
        _written.Add(change.Revision);
        if (change.Revision % 7 == 0)
        {
            ReadLog();
        }
    }

    private void ReadLog()
    {
        foreach (var change in _cluster.Store.Log(_resource).ReadAfter(_revision).Changes ?? [])
        {
            _logged.Add(change.Revision);
            _revision = change.Revision;
        }
    }

    private void Compare(string who, List<long> seen)
    {
        if (!seen.SequenceEqual(_written))
        {
            var at = seen.Zip(_written).TakeWhile(p => p.First == p.Second).Count();
            _broken.Add($"{who} of {_resource} saw {seen.Count} changes of {_written.Count}, from the {at}th on others");
        }
    }
}
