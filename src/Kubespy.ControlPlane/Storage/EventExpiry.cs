using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Storage;

/// <summary>
/// Events go an hour after they were last written, as etcd's leases take them on a real cluster (--event-ttl of kube-apiserver). So what
/// they need of memory is bounded by what happens in an hour.
/// </summary>
internal sealed class EventExpiry
{
    public static readonly TimeSpan TimeToLive = TimeSpan.FromHours(1);

    private readonly EventLoop _loop;
    private readonly Store _store;

    /// <summary>Each write, in order: all live equally long.</summary>
    private readonly Queue<(DateTimeOffset Due, ObjectKey Key, string Revision)> _written = [];

    private EventExpiry(EventLoop loop, Store store) => (_loop, _store) = (loop, store);

    /// <summary>Begins with the Events that are there, which live for another hour.</summary>
    public static void Start(EventLoop loop, Store store)
    {
        var expiry = new EventExpiry(loop, store);
        foreach (var (key, told) in store.Read(Resources.Events).Objects)
        {
            expiry.Written(key, told.ResourceVersion);
        }

        store.Subscribe(Resources.Events, change =>
        {
            if (change.Type != StoreEventType.Deleted)
            {
                expiry.Written(change.Object.Key, change.Object.ResourceVersion);
            }
        });
    }

    private void Written(ObjectKey key, string revision)
    {
        _written.Enqueue((_loop.Now + TimeToLive, key, revision));
        if (_written.Count == 1)
        {
            Await();
        }
    }

    private void Await() => _loop.At(_written.Peek().Due, Expire, periodic: true);

    private void Expire()
    {
        while (_written.TryPeek(out var oldest) && oldest.Due <= _loop.Now)
        {
            _written.Dequeue();
            if (_store.Find(Resources.Events, oldest.Key) is { } told && told.ResourceVersion == oldest.Revision)
            {
                _store.Delete(Resources.Events, told);
            }
        }

        if (_written.Count > 0)
        {
            Await();
        }
        else
        {
            _written.TrimExcess();
        }
    }
}
