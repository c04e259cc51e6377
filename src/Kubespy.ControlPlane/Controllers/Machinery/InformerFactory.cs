using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Simulation;
using Kubespy.ControlPlane.Storage;

namespace Kubespy.ControlPlane.Controllers.Machinery;

/// <summary>The informers of one process, one a resource, shared by its controllers (client-go's SharedInformerFactory).</summary>
public sealed class InformerFactory(EventLoop loop, Store store, TimeSpan latency)
{
    private readonly Dictionary<Resource, Informer> _informers = [];

    public Informer For(Resource resource)
    {
        if (!_informers.TryGetValue(resource, out var informer))
        {
            _informers[resource] = informer = new Informer(loop, store, resource, latency);
        }

        return informer;
    }

    public bool IsCaughtUp => _informers.Values.All(i => i.IsCaughtUp);
}
