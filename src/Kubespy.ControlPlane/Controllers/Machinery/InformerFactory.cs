using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Simulation;
using Kubespy.ControlPlane.Storage;

namespace Kubespy.ControlPlane.Controllers.Machinery;

/// <summary>The informers of one process, one a resource, shared by its controllers (client-go's SharedInformerFactory).</summary>
public sealed class InformerFactory
{
    private readonly EventLoop _loop;
    private readonly Store _store;
    private readonly Func<Resource, TimeSpan> _latency;
    private readonly List<Action<Resource>> _added = [];
    private readonly Dictionary<Resource, Informer> _informers = [];

    public InformerFactory(EventLoop loop, Store store, ResourceRegistry registry, Func<Resource, TimeSpan> latency)
    {
        _loop = loop;
        _store = store;
        _latency = latency;
        Registry = registry;
        registry.Removed += Remove;
    }

    /// <summary>What is served: what can be watched.</summary>
    public ResourceRegistry Registry { get; }

    public Informer For(Resource resource)
    {
        if (!_informers.TryGetValue(resource, out var informer))
        {
            _informers[resource] = informer = new Informer(_loop, _store, resource, () => _latency(resource));
        }

        return informer;
    }

    /// <summary>Calls with each resource that is served, and with each that a definition adds later.</summary>
    public void WhenServed(Action<Resource> action)
    {
        foreach (var resource in Registry.Current.Stored)
        {
            action(resource);
        }

        Registry.Added += action;
        _added.Add(action);
    }

    /// <summary>Nothing arrives any more.</summary>
    public void Stop()
    {
        Registry.Removed -= Remove;
        _added.ForEach(action => Registry.Added -= action);
        foreach (var informer in _informers.Values)
        {
            informer.Stop();
        }
    }

    private void Remove(Resource resource) => _informers.Remove(resource);

    public bool IsCaughtUp => _informers.Values.All(i => i.IsCaughtUp);
}
