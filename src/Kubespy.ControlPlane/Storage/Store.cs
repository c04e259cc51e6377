using System.Collections.Concurrent;
using Kubespy.ControlPlane.Api;
using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Storage;

/// <summary>
/// What etcd and the watch cache are to a real API server: revisioned objects and the log of their changes.
/// Written by the one thread that runs the event loop; <see cref="Read"/> and the logs may be read from any thread.
/// </summary>
public sealed class Store
{
    private readonly ConcurrentDictionary<Resource, EventLog> _logs = new();
    private readonly Dictionary<Resource, List<Action<StoreEvent>>> _subscribers = [];
    private readonly int _windowLength;
    private StoredState? _restored;
    private long _revision;

    public Store(IEnumerable<Resource> resources, int windowLength = EventLog.DefaultLength)
    {
        _windowLength = windowLength;
        foreach (var resource in resources)
        {
            Add(resource);
        }
    }

    /// <summary>Keeps objects of one more resource from now on.</summary>
    public void Add(Resource resource)
    {
        _logs[resource] = _restored?.Take(resource.GroupResource) ?? new EventLog(_windowLength, ResourceTable.Empty);
        _subscribers[resource] = [];
    }

    /// <summary>Forgets a resource, which has no objects any more; its watches end.</summary>
    public void Remove(Resource resource)
    {
        if (_logs.TryRemove(resource, out var log))
        {
            log.Close();
        }

        _subscribers.Remove(resource);
    }

    /// <summary>Goes on from what an earlier run left; resources that are added later have their objects of then until <see cref="EndRestoring"/>.</summary>
    internal void BeginRestoring(StoredState state)
    {
        _restored = state;
        Volatile.Write(ref _revision, state.Revision - 1);
        foreach (var resource in _logs.Keys)
        {
            Add(resource);
        }
    }

    /// <summary>What no resource has asked for is forgotten.</summary>
    internal void EndRestoring() => _restored = null;

    /// <summary>Where writes are kept, null where they are not; set before the loop runs.</summary>
    public IJournal? Journal { get; set; }

    /// <summary>All resources as they are now. On the loop's thread: nothing is written meanwhile.</summary>
    public IReadOnlyDictionary<string, ResourceTable> Capture() => _logs.ToDictionary(l => l.Key.GroupResource, l => l.Value.Current);

    /// <summary>The revision of the newest write; it starts at 1, as an empty etcd's does.</summary>
    public long Revision => 1 + Volatile.Read(ref _revision);

    /// <summary>The newest snapshot of a resource.</summary>
    public ResourceTable Read(Resource resource) => Log(resource).Current;

    /// <exception cref="ApiException">404: the resource is not served any more.</exception>
    public EventLog Log(Resource resource) => _logs.TryGetValue(resource, out var log) ? log : throw new ApiException(ApiStatus.NotServed);

    public KubeObject? Find(Resource resource, ObjectKey key) => Read(resource).Objects.GetValueOrDefault(key);

    /// <summary>Calls the subscriber for each effective write from now on, on the loop's thread, within the write.</summary>
    public void Subscribe(Resource resource, Action<StoreEvent> subscriber) => _subscribers[resource].Add(subscriber);

    /// <summary>The subscriber is not called any more.</summary>
    public void Unsubscribe(Resource resource, Action<StoreEvent> subscriber) => _subscribers.GetValueOrDefault(resource)?.Remove(subscriber);

    /// <summary>Stores an object that is not there yet and gives it the next revision.</summary>
    public KubeObject Create(Resource resource, KubeObject obj)
    {
        var table = Read(resource);
        if (table.Objects.ContainsKey(obj.Key))
        {
            throw new InvalidOperationException($"{resource.Plural} {obj.Key} exists; the API server checks before it creates.");
        }

        return Commit(resource, StoreEventType.Added, obj, null);
    }

    /// <summary>Stores a new state and gives it the next revision, unless it equals the old one: then nothing happens.</summary>
    public KubeObject Update(Resource resource, KubeObject obj)
    {
        var previous = Find(resource, obj.Key)
            ?? throw new InvalidOperationException($"{resource.Plural} {obj.Key} is gone; the API server checks before it updates.");
        if (IsSameState(previous, obj))
        {
            return previous;
        }

        return Commit(resource, StoreEventType.Modified, obj, previous);
    }

    /// <summary>Removes the object. The event carries its last state, as given, at the revision of the deletion.</summary>
    public KubeObject Delete(Resource resource, KubeObject lastState)
    {
        var previous = Find(resource, lastState.Key)
            ?? throw new InvalidOperationException($"{resource.Plural} {lastState.Key} is gone; the API server checks before it deletes.");
        return Commit(resource, StoreEventType.Deleted, lastState, previous);
    }

    private static bool IsSameState(KubeObject previous, KubeObject next) =>
        previous.Root.Equals(next.ResourceVersion == previous.ResourceVersion
            ? next.Root
            : next.WithMetadata("resourceVersion", previous.ResourceVersion).Root);

    private KubeObject Commit(Resource resource, StoreEventType type, KubeObject obj, KubeObject? previous)
    {
        var revision = Revision + 1;
        var stored = obj.WithResourceVersion(revision);
        var log = _logs[resource];
        var objects = type == StoreEventType.Deleted
            ? log.Current.Objects.Remove(stored.Key)
            : log.Current.Objects.SetItem(stored.Key, stored);
        var change = new StoreEvent(revision, type, stored, previous);
        // Before anybody can see it: what was seen has been handed over.
        Journal?.Append(resource, change);
        log.Append(change, new ResourceTable(objects, revision));
        Volatile.Write(ref _revision, revision - 1);
        foreach (var subscriber in _subscribers[resource].ToArray())
        {
            subscriber(change);
        }

        return stored;
    }
}
