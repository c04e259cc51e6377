using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Simulation;
using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Controllers.Machinery;

/// <summary>
/// A cache of one resource kept by a watch, and handlers told of each change (client-go/tools/cache).
/// A change arrives some time after its write, in the order of writes: controllers see the past (design.md, law 4).
/// </summary>
public sealed class Informer
{
    private readonly EventLoop _loop;
    private readonly Store _store;
    private readonly Func<TimeSpan> _latency;
    private readonly Queue<StoreEvent> _inFlight = new();
    private readonly ObjectsByName _objects = new();
    private readonly Dictionary<string, HashSet<KubeObject>> _byOwner = new(StringComparer.Ordinal);
    private readonly List<InformerHandler> _handlers = [];
    private DateTimeOffset _lastDue;
    private bool _isStopped;

    public Informer(EventLoop loop, Store store, Resource resource, Func<TimeSpan> latency)
    {
        _loop = loop;
        _store = store;
        _latency = latency;
        Resource = resource;
        Revision = store.Revision;
        foreach (var obj in store.Read(resource).Objects.Values)
        {
            Set(obj);
        }

        store.Subscribe(resource, OnWrite);
    }

    public Resource Resource { get; }

    /// <summary>The revision of the newest change that has arrived, or of the list that the cache began with.</summary>
    public long Revision { get; private set; }

    /// <summary>Whether every write made so far has arrived.</summary>
    public bool IsCaughtUp => _inFlight.Count == 0;

    public IReadOnlyCollection<KubeObject> All => _objects;

    public KubeObject? Get(ObjectKey key) => _objects.Get(key);

    /// <summary>The object of that key, as <see cref="ObjectKey.ToString"/> writes it.</summary>
    public KubeObject? Get(string key) => Get(ObjectKey.Parse(key));

    public IReadOnlyCollection<KubeObject> InNamespace(string name) => _objects.In(name);

    /// <summary>The objects whose controller has that UID.</summary>
    public IReadOnlyCollection<KubeObject> ControlledBy(string uid) => _byOwner.TryGetValue(uid, out var objects) ? objects : [];

    /// <summary>The objects of the namespace that no controller owns.</summary>
    public IReadOnlyCollection<KubeObject> Orphans(string ns) => ControlledBy("/" + ns);

    /// <summary>Adds a handler; it is told of everything already in the cache first.</summary>
    public void AddHandler(InformerHandler handler)
    {
        _handlers.Add(handler);
        foreach (var obj in _objects.ToArray())
        {
            handler.Added?.Invoke(obj);
        }
    }

    /// <summary>Nothing arrives any more.</summary>
    public void Stop()
    {
        _isStopped = true;
        _store.Unsubscribe(Resource, OnWrite);
        _inFlight.Clear();
    }

    private void OnWrite(StoreEvent change)
    {
        _inFlight.Enqueue(change);
        var due = _loop.Now + _latency();
        // None overtakes another: what is written later arrives later.
        _lastDue = due > _lastDue ? due : _lastDue;
        _loop.At(_lastDue, Deliver);
    }

    private void Deliver()
    {
        if (_isStopped)
        {
            return;
        }

        var change = _inFlight.Dequeue();
        Revision = change.Revision;
        var old = _objects.Get(change.Object.Key);
        if (old is not null)
        {
            Remove(old);
        }

        if (change.Type != StoreEventType.Deleted)
        {
            Set(change.Object);
        }

        foreach (var handler in _handlers)
        {
            switch (change.Type)
            {
                case StoreEventType.Deleted:
                    handler.Deleted?.Invoke(change.Object);
                    break;
                case StoreEventType.Modified when old is not null:
                    handler.Updated?.Invoke(old, change.Object);
                    break;
                default:
                    handler.Added?.Invoke(change.Object);
                    break;
            }
        }
    }

    private void Set(KubeObject obj)
    {
        _objects.Add(obj);
        var owner = OwnerKey(obj);
        if (!_byOwner.TryGetValue(owner, out var owned))
        {
            _byOwner[owner] = owned = [];
        }

        owned.Add(obj);
    }

    private void Remove(KubeObject obj)
    {
        _objects.Remove(obj.Key);
        var owner = OwnerKey(obj);
        if (_byOwner.TryGetValue(owner, out var owned) && owned.Remove(obj) && owned.Count == 0)
        {
            _byOwner.Remove(owner);
        }
    }

    /// <summary>The UID of the controller; a slash and the namespace where there is none.</summary>
    private static string OwnerKey(KubeObject obj) => obj.ControllerRef?.Uid ?? "/" + obj.Namespace;
}
