using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Endpoints;

/// <summary>
/// Comes back to a Service whenever it changes, or a Pod that it selects, or selected, changes in what its endpoints show
/// (endpointslice/util/controller_utils.go).
/// </summary>
public abstract class ServiceEndpointsController : Controller
{
    protected ServiceEndpointsController(EventLoop loop, InformerFactory informers, ApiClient client)
        : base(loop, workers: 5)
    {
        Client = client;
        Services = informers.For(Resources.Services);
        Pods = informers.For(Resources.Pods);
        Services.AddHandler(InformerHandler.WhenSet(Queue.Add) with { Deleted = OnServiceGone });
        Pods.AddHandler(new InformerHandler { Added = EnqueueServicesOf, Updated = OnPodUpdated, Deleted = EnqueueServicesOf });
    }

    protected override int MaxRetries => 15;

    protected ApiClient Client { get; }

    protected Informer Services { get; }

    protected Informer Pods { get; }

    private protected TriggerTimes Triggers { get; } = new();

    protected virtual void OnServiceGone(KubeObject service)
    {
        Triggers.Forget(service.Uid);
        Queue.Add(service);
    }

    private void EnqueueServicesOf(KubeObject pod)
    {
        foreach (var service in ServicesOf(pod))
        {
            Queue.Add(service);
        }
    }

    private void OnPodUpdated(KubeObject old, KubeObject pod)
    {
        var isChanged = IsChanged(old, pod);
        if (AreLabelsChanged(old, pod))
        {
            var (before, now) = (ServicesOf(old).ToList(), ServicesOf(pod).ToList());
            foreach (var service in isChanged ? before.Union(now) : before.Except(now).Concat(now.Except(before)))
            {
                Queue.Add(service);
            }
        }
        else if (isChanged)
        {
            EnqueueServicesOf(pod);
        }
    }

    /// <summary>Every change of a Pod that is being deleted counts, whatever it is.</summary>
    private static bool IsChanged(KubeObject old, KubeObject pod) =>
        pod.IsBeingDeleted || PodView.Of(old).IsReady != PodView.Of(pod).IsReady || !Equals(old.Root.At("status", "podIPs"), pod.Root.At("status", "podIPs"));

    private static bool AreLabelsChanged(KubeObject old, KubeObject pod) =>
        !old.Labels.Equals(pod.Labels)
        || old.Root.StringAt("spec", "hostname") != pod.Root.StringAt("spec", "hostname")
        || old.Root.StringAt("spec", "subdomain") != pod.Root.StringAt("spec", "subdomain");

    private IEnumerable<KubeObject> ServicesOf(KubeObject pod) => Services.InNamespace(pod.Namespace).Where(service =>
        service.Root.MapAt("spec", "selector") is { Count: > 0 } selector && LabelSelector.OfLabels(selector).Matches(pod.Labels));
}
