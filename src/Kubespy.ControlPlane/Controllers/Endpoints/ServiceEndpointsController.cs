using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Endpoints;

/// <summary>Comes back to a Service whenever it or a Pod that it selects, or selected, changes.</summary>
public abstract class ServiceEndpointsController : Controller
{
    protected ServiceEndpointsController(EventLoop loop, InformerFactory informers, ApiClient client)
        : base(loop, workers: 5)
    {
        Client = client;
        Services = informers.For(Resources.Services);
        Pods = informers.For(Resources.Pods);
        Services.AddHandler(new InformerHandler { Added = Enqueue, Updated = (_, s) => Enqueue(s), Deleted = OnServiceGone });
        Pods.AddHandler(new InformerHandler
        {
            Added = EnqueueServicesOf,
            Updated = (old, pod) =>
            {
                EnqueueServicesOf(pod);
                if (!old.Labels.Equals(pod.Labels))
                {
                    EnqueueServicesOf(old);
                }
            },
            Deleted = EnqueueServicesOf,
        });
    }

    protected override int MaxRetries => 15;

    protected ApiClient Client { get; }

    protected Informer Services { get; }

    protected Informer Pods { get; }

    private protected TriggerTimes Triggers { get; } = new();

    private void OnServiceGone(KubeObject service)
    {
        Triggers.Forget(service.Uid);
        Enqueue(service);
    }

    private void Enqueue(KubeObject service) => Queue.Add(service.Key.ToString());

    private void EnqueueServicesOf(KubeObject pod)
    {
        foreach (var service in Services.InNamespace(pod.Namespace))
        {
            if (service.Root.MapAt("spec", "selector") is { Count: > 0 } selector && LabelSelector.OfLabels(selector).Matches(pod.Labels))
            {
                Enqueue(service);
            }
        }
    }
}
