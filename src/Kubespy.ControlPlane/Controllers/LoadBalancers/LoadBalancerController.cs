using System.Globalization;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.LoadBalancers;

/// <summary>Gives Services of type LoadBalancer an address of the test network 203.0.113.0/24 after a moment, as a cloud does.</summary>
public sealed class LoadBalancerController : Controller
{
    private static readonly TimeSpan Provisioning = TimeSpan.FromSeconds(2);

    private readonly ApiClient _client;
    private readonly EventRecorder _recorder;
    private readonly Informer _services;

    public LoadBalancerController(EventLoop loop, InformerFactory informers, ApiClient client, EventRecorder recorder)
        : base(loop, workers: 1)
    {
        _client = client;
        _recorder = recorder;
        _services = informers.For(Resources.Services);
        _services.AddHandler(InformerHandler.WhenSet(Queue.Add));
    }

    protected override async Task SyncAsync(string key)
    {
        if (_services.Get(key) is not { } service || service.IsBeingDeleted)
        {
            return;
        }

        var hasAddress = service.Root.ListAt("status", "loadBalancer", "ingress").Count > 0;
        // What names a class is for the controller of that class (cloud-provider, controllers/service/controller.go, wantsLoadBalancer).
        var wantsAddress = service.Root.StringAt("spec", "type") == "LoadBalancer" && service.Root.StringAt("spec", "loadBalancerClass") is null;
        if (hasAddress == wantsAddress)
        {
            return;
        }

        if (!wantsAddress)
        {
            await WriteAsync(service, MapValue.Empty);
            return;
        }

        _recorder.Event(service, "Normal", "EnsuringLoadBalancer", "Ensuring load balancer");
        await Loop.DelayAsync(Provisioning);
        var taken = _services.All.SelectMany(s => s.Root.ListAt("status", "loadBalancer", "ingress")).Select(i => i.StringAt("ip")).ToHashSet();
        var ip = Enumerable.Range(1, 254).Select(n => string.Create(CultureInfo.InvariantCulture, $"203.0.113.{n}")).FirstOrDefault(a => !taken.Contains(a));
        if (ip is null)
        {
            _recorder.Event(service, "Warning", "SyncLoadBalancerFailed", "Error syncing load balancer: no address is free");
            return;
        }

        await WriteAsync(service, MapValue.Of(("ingress", ListValue.Of([MapValue.Of(("ip", ip), ("ipMode", "VIP"))]))));
        _recorder.Event(service, "Normal", "EnsuredLoadBalancer", "Ensured load balancer");
    }

    private Task<KubeObject> WriteAsync(KubeObject service, MapValue loadBalancer) => _client.PatchAsync(
        Resources.Services, service.Key,
        live => live.Uid == service.Uid ? live.With("status", (live.Status ?? MapValue.Empty).With("loadBalancer", loadBalancer)) : live,
        "status");
}
