using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Endpoints;

/// <summary>
/// EndpointSlices: every Pod with its conditions, terminating ones included, at most 100 a slice (pkg/controller/endpointslice, KEP-752).
/// </summary>
public sealed class EndpointSliceController(EventLoop loop, InformerFactory informers, ApiClient client)
    : ServiceEndpointsController(loop, informers, client)
{
    public const int MaxEndpoints = 100;

    private readonly Informer _slices = informers.For(Resources.EndpointSlices);

    protected override async Task SyncAsync(string key)
    {
        if (Services.Get(key) is not { } service || service.Root.MapAt("spec", "selector") is not { Count: > 0 })
        {
            // The garbage collector takes the slices of a Service that is gone.
            return;
        }

        var selected = EndpointAddresses.Selected(service, Pods.InNamespace(service.Namespace));
        var trigger = Triggers.Next(service, selected);
        var wanted = selected.Where(EndpointAddresses.HasAddress).GroupBy(p => PortsOf(service, p))
            .SelectMany(group => group.Chunk(MaxEndpoints).Select(chunk => (Ports: group.Key, Endpoints: ListValue.Of(chunk.Select(p => (Value)Endpoint(service, p))))))
            .ToList();
        if (wanted.Count == 0)
        {
            wanted.Add((ListValue.Empty, ListValue.Empty));
        }

        var existing = _slices.ControlledBy(service.Uid).Where(s => !s.IsBeingDeleted).ToList();
        for (var i = 0; i < Math.Max(wanted.Count, existing.Count); i++)
        {
            if (i >= wanted.Count)
            {
                await Client.DeleteAsync(Resources.EndpointSlices, existing[i].Key, DeleteOptions.Default);
            }
            else
            {
                await WriteAsync(service, i < existing.Count ? existing[i] : null, wanted[i].Ports, wanted[i].Endpoints, trigger);
            }
        }
    }

    private async Task WriteAsync(KubeObject service, KubeObject? existing, ListValue ports, ListValue endpoints, string? trigger)
    {
        var kept = existing is null ? endpoints : InOldOrder(existing.Root.ListAt("endpoints"), endpoints);
        if (existing is not null && existing.Root.ListAt("endpoints").Equals(kept) && existing.Root.ListAt("ports").Equals(ports)
            && existing.Labels.Equals(LabelsOf(service)))
        {
            return;
        }

        var slice = (existing ?? Empty(service))
            .With("endpoints", kept.Count == 0 && existing is null ? Value.Null : kept)
            .With("ports", ports.Count == 0 ? Value.Null : ports)
            .WithMetadata("labels", LabelsOf(service))
            .WithAnnotation(TriggerTimes.Annotation, trigger);
        _ = existing is null
            ? await Client.CreateAsync(Resources.EndpointSlices, slice)
            : await Client.UpdateAsync(Resources.EndpointSlices, slice);
    }

    /// <summary>Endpoints stay where they were; new ones come last.</summary>
    private static ListValue InOldOrder(ListValue old, ListValue next)
    {
        var order = old.Select((e, i) => (Uid: e.StringAt("targetRef", "uid"), i)).ToDictionary(e => e.Uid ?? "", e => e.i, StringComparer.Ordinal);
        return ListValue.Of(next.OrderBy(e => order.GetValueOrDefault(e.StringAt("targetRef", "uid") ?? "", int.MaxValue)));
    }

    private static KubeObject Empty(KubeObject service) => new(MapValue.Of(
        ("kind", "EndpointSlice"),
        ("apiVersion", "discovery.k8s.io/v1"),
        ("metadata", MapValue.Of(
            ("generateName", service.Name + "-"),
            ("namespace", service.Namespace),
            ("ownerReferences", ListValue.Of([OwnerReference.ControllerOf(service).ToValue()])))),
        ("addressType", "IPv4")));

    private static MapValue LabelsOf(KubeObject service) => service.Labels
        .With("endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io")
        .With("kubernetes.io/service-name", service.Name);

    private static ListValue PortsOf(KubeObject service, KubeObject pod) => ListValue.Of(
        from port in service.Root.ListAt("spec", "ports")
        let target = EndpointAddresses.TargetPort(pod, port)
        where target is not null
        select (Value)MapValue.Of(("name", port.StringAt("name") ?? ""), ("protocol", port["protocol"]!), ("port", target.Value)));

    private static MapValue Endpoint(KubeObject service, KubeObject pod)
    {
        var view = PodView.Of(pod);
        var ready = view.IsReady || service.Root.BoolAt("spec", "publishNotReadyAddresses") == true;
        return MapValue.Of(
            ("addresses", ListValue.Of([pod.Root.StringAt("status", "podIP")!])),
            ("conditions", MapValue.Of(("ready", ready && !pod.IsBeingDeleted), ("serving", view.IsReady), ("terminating", pod.IsBeingDeleted))),
            ("targetRef", EndpointAddresses.TargetRef(pod)),
            ("nodeName", view.NodeName));
    }
}
