using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Kubelet;
using Kubespy.ControlPlane.Simulation;
using Kubespy.ControlPlane.Storage;

namespace Kubespy.ControlPlane.Controllers.Machinery;

/// <summary>
/// One process of the control plane: its caches, its clients, its controllers. Stopped, it is gone as a process that crashes: what it had
/// written stays, what it had asked for but not yet sent never comes, and nobody waits for the answers.
/// </summary>
public sealed class Component
{
    private static readonly TimeSpan WatchLatency = TimeSpan.FromMilliseconds(1);

    private readonly EventLoop _loop;
    private readonly ApiServer _server;
    private readonly Faults _faults;
    private readonly string _name;
    private readonly List<ApiClient> _clients = [];
    private readonly List<Controller> _controllers = [];

    public Component(EventLoop loop, Store store, ApiServer server, Faults faults, string name)
    {
        _loop = loop;
        _server = server;
        _faults = faults;
        _name = name;
        Informers = new InformerFactory(loop, store, server.Registry, resource => WatchLatency + faults.WatchDelay(name, resource));
    }

    public EventLoop Loop => _loop;

    public InformerFactory Informers { get; }

    public IReadOnlyList<Controller> Controllers => _controllers;

    /// <summary>Its caches have seen every write, and its controllers have nothing to do.</summary>
    public bool IsStable => Informers.IsCaughtUp && _controllers.TrueForAll(c => c.Queue.IsIdle);

    public void Add(Controller controller) => _controllers.Add(controller);

    public ApiClient NewClient(string user, ApiClientOptions? options = null) => NewClient(_name, user, options);

    /// <summary>A client of a component that names itself otherwise than the process it runs in.</summary>
    public ApiClient NewClient(string component, string user, ApiClientOptions? options = null)
    {
        var client = new ApiClient(
            _loop, _server, new WriteContext(user, $"{component}/{NodeObject.Version}"), options ?? ApiClientOptions.Unlimited, _faults, _name);
        _clients.Add(client);
        return client;
    }

    public EventRecorder NewRecorder(ApiClient client, string component, string host = "") => new(_loop, client, component, host);

    public void Stop()
    {
        Informers.Stop();
        foreach (var client in _clients)
        {
            client.Stop();
        }

        foreach (var controller in _controllers)
        {
            controller.Queue.Stop();
        }
    }
}
