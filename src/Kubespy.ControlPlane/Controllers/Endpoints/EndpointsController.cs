using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Endpoints;

/// <summary>The older Endpoints objects: ready and not ready addresses; a terminating Pod is dropped at once (pkg/controller/endpoint).</summary>
public sealed class EndpointsController(EventLoop loop, InformerFactory informers, ApiClient client)
    : ServiceEndpointsController(loop, informers, client)
{
    /// <summary>Endpoints hold no more addresses than this.</summary>
    public const int MaxAddresses = 1000;

    private readonly Informer _endpoints = informers.For(Resources.Endpoints);

    protected override async Task SyncAsync(string key)
    {
        if (Services.Get(key) is not { } service)
        {
            if (_endpoints.Get(key) is { } left && left.Label("endpoints.kubernetes.io/managed-by") == "endpoint-controller")
            {
                await Client.DeleteAsync(Resources.Endpoints, left.Key, DeleteOptions.Default);
            }

            return;
        }

        if (service.Root.MapAt("spec", "selector") is not { Count: > 0 })
        {
            return;
        }

        var selected = EndpointAddresses.Selected(service, Pods.InNamespace(service.Namespace));
        var trigger = Triggers.Next(service, selected);
        var pods = selected
            .Where(p => EndpointAddresses.HasAddress(p) && !p.IsBeingDeleted)
            .OrderBy(p => p.Root.StringAt("status", "podIP"), StringComparer.Ordinal)
            .Take(MaxAddresses)
            .ToArray();
        var subsets = Subsets(service, pods);
        var current = _endpoints.Get(key);
        if (current is not null && current.Root.ListAt("subsets").Equals(subsets) && current.Labels.Equals(LabelsOf(service)))
        {
            return;
        }

        var wanted = (current ?? Empty(service)).With("subsets", subsets.Count == 0 ? null : subsets)
            .WithMetadata("labels", LabelsOf(service))
            .WithAnnotation(TriggerTimes.Annotation, trigger);
        _ = current is null ? await Client.CreateAsync(Resources.Endpoints, wanted) : await Client.UpdateAsync(Resources.Endpoints, wanted);
    }

    private static KubeObject Empty(KubeObject service) => new(MapValue.Of(
        ("kind", "Endpoints"), ("apiVersion", "v1"), ("metadata", MapValue.Of(("name", service.Name), ("namespace", service.Namespace)))));

    private static MapValue LabelsOf(KubeObject service) =>
        service.Labels.With("endpoints.kubernetes.io/managed-by", "endpoint-controller");

    /// <summary>One subset for each combination of target ports.</summary>
    private static ListValue Subsets(KubeObject service, IReadOnlyList<KubeObject> pods)
    {
        var publishAll = service.Root.BoolAt("spec", "publishNotReadyAddresses") == true;
        var groups = pods
            .Select(p => (Pod: p, Ports: PortsOf(service, p)))
            .Where(p => p.Ports.Count > 0)
            .GroupBy(p => p.Ports);
        return ListValue.Of(groups.Select(group =>
        {
            var ready = group.Where(p => publishAll || PodView.Of(p.Pod).IsReady).Select(p => (Value)Address(p.Pod)).ToArray();
            var notReady = group.Where(p => !publishAll && !PodView.Of(p.Pod).IsReady).Select(p => (Value)Address(p.Pod)).ToArray();
            return (Value)new MapBuilder()
                .Set("addresses", ready.Length == 0 ? null : ListValue.Of(ready))
                .Set("notReadyAddresses", notReady.Length == 0 ? null : ListValue.Of(notReady))
                .Set("ports", group.Key)
                .ToMap();
        }));
    }

    private static ListValue PortsOf(KubeObject service, KubeObject pod) => ListValue.Of(
        from port in service.Root.ListAt("spec", "ports")
        let target = EndpointAddresses.TargetPort(pod, port)
        where target is not null
        select (Value)new MapBuilder()
            .Set("name", port.StringAt("name") is { Length: > 0 } name ? StringValue.Of(name) : null)
            .Set("port", target.Value)
            .Set("protocol", port["protocol"])
            .ToMap());

    private static MapValue Address(KubeObject pod) => MapValue.Of(
        ("ip", pod.Root.StringAt("status", "podIP")!), ("nodeName", PodView.Of(pod).NodeName), ("targetRef", EndpointAddresses.TargetRef(pod)));
}
