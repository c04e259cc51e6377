using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Endpoints;

/// <summary>
/// EndpointSlices: every Pod with its conditions, terminating ones included, at most 100 a slice (pkg/controller/endpointslice, KEP-752).
/// </summary>
public sealed class EndpointSliceController : ServiceEndpointsController
{
    private readonly Informer _slices;
    private readonly Informer _nodes;
    private readonly EventRecorder _recorder;
    private readonly EndpointSliceTracker _tracker = new();

    public EndpointSliceController(EventLoop loop, InformerFactory informers, ApiClient client, EventRecorder recorder)
        : base(loop, informers, client)
    {
        _recorder = recorder;
        _slices = informers.For(Resources.EndpointSlices);
        _nodes = informers.For(Resources.Nodes);
        _slices.AddHandler(new InformerHandler { Added = OnSliceAdded, Updated = OnSliceUpdated, Deleted = OnSliceDeleted });
    }

    protected override async Task SyncAsync(string key)
    {
        if (Services.Get(key) is not { } service)
        {
            // The garbage collector takes the slices of a Service that is gone.
            return;
        }

        if (!EndpointAddresses.IsSelecting(service))
        {
            return;
        }

        var existing = _slices.InNamespace(service.Namespace).Where(s => IsManaged(s) && s.Label(EndpointSlicePlan.ServiceName) == service.Name && !s.IsBeingDeleted).ToList();
        if (_tracker.IsStale(service, existing))
        {
            throw new StaleCacheException($"the EndpointSlices of {key} have not all arrived");
        }

        var selected = EndpointAddresses.Selected(service, Pods.InNamespace(service.Namespace));
        var trigger = Triggers.Next(service, selected);
        var (onNodes, lost) = Split(service, selected.Where(EndpointAddresses.HasAddress));
        var wanted = onNodes.GroupBy(p => PortsOf(service, p)).Select(g => (g.Key, (IReadOnlyList<MapValue>)[.. g.Select(p => Endpoint(service, p))]));
        try
        {
            await WriteAsync(service, EndpointSlicePlan.Of(service, wanted, existing), trigger);
        }
        catch (ApiException e) when (!NamespaceTermination.IsCauseOf(e))
        {
            _recorder.Event(service, "Warning", "FailedToUpdateEndpointSlices", $"Error updating Endpoint Slices for Service {key}: {e.Status.Message}");
            throw;
        }

        if (lost.Count > 0)
        {
            throw new StaleCacheException($"the node of {lost[0].Key} is not known");
        }
    }

    protected override void OnServiceGone(KubeObject service)
    {
        base.OnServiceGone(service);
        _tracker.Forget(service.Key);
    }

    private static bool IsManaged(KubeObject slice) => slice.Label(EndpointSlicePlan.ManagedBy) == EndpointSlicePlan.Manager;

    /// <summary>A Pod whose node is not known is left out, and looked for again, unless the Service publishes whatever there is.</summary>
    private (IReadOnlyList<KubeObject> OnNodes, IReadOnlyList<KubeObject> Lost) Split(KubeObject service, IEnumerable<KubeObject> pods)
    {
        var found = pods.ToLookup(p => EndpointAddresses.PublishesNotReady(service) || NodeOf(p) is not null);
        return ([.. found[true]], [.. found[false]]);
    }

    private KubeObject? NodeOf(KubeObject pod) => _nodes.Get(new ObjectKey("", PodView.Of(pod).NodeName));

    private async Task WriteAsync(KubeObject service, EndpointSlicePlan plan, string? trigger)
    {
        if (!service.IsBeingDeleted)
        {
            foreach (var slice in plan.Create)
            {
                _tracker.Wrote(await Client.CreateAsync(Resources.EndpointSlices, slice.WithAnnotation(TriggerTimes.Annotation, trigger)));
            }
        }

        foreach (var slice in plan.Update)
        {
            _tracker.Wrote(await Client.UpdateAsync(Resources.EndpointSlices, slice.WithAnnotation(TriggerTimes.Annotation, trigger)));
        }

        foreach (var slice in plan.Delete)
        {
            await Client.DeleteAsync(Resources.EndpointSlices, slice.Key, DeleteOptions.Default);
            _tracker.ExpectDeletion(slice);
        }
    }

    private static ListValue PortsOf(KubeObject service, KubeObject pod) => ListValue.Of(
        from port in service.Root.ListAt("spec", "ports")
        let target = EndpointAddresses.TargetPort(pod, port)
        where target is not null
        select (Value)new MapBuilder()
            .Set("name", port.StringAt("name") ?? "")
            .Set("protocol", port["protocol"])
            .Set("port", target.Value)
            .Set("appProtocol", port["appProtocol"])
            .ToMap());

    private MapValue Endpoint(KubeObject service, KubeObject pod)
    {
        var view = PodView.Of(pod);
        var ready = EndpointAddresses.PublishesNotReady(service) || (view.IsReady && !pod.IsBeingDeleted);
        return new MapBuilder()
            .Set("addresses", ListValue.Of([pod.Root.StringAt("status", "podIP")!]))
            .Set("conditions", MapValue.Of(("ready", ready), ("serving", view.IsReady), ("terminating", pod.IsBeingDeleted)))
            .Set("hostname", EndpointAddresses.Hostname(service, pod) is { } name ? StringValue.Of(name) : null)
            .Set("targetRef", EndpointAddresses.TargetRef(pod))
            .Set("nodeName", view.NodeName.Length == 0 ? null : StringValue.Of(view.NodeName))
            .Set("zone", NodeOf(pod)?.Label("topology.kubernetes.io/zone") is { Length: > 0 } zone ? StringValue.Of(zone) : null)
            .ToMap();
    }

    private void OnSliceAdded(KubeObject slice)
    {
        if (IsManaged(slice) && _tracker.IsForeign(slice))
        {
            EnqueueServiceOf(slice);
        }
    }

    private void OnSliceUpdated(KubeObject old, KubeObject slice)
    {
        if (EndpointSliceTracker.ServiceOf(old) != EndpointSliceTracker.ServiceOf(slice))
        {
            EnqueueServiceOf(old);
            EnqueueServiceOf(slice);
        }
        else if (IsManaged(old) != IsManaged(slice) || (IsManaged(slice) && _tracker.IsForeign(slice)))
        {
            EnqueueServiceOf(slice);
        }
    }

    private void OnSliceDeleted(KubeObject slice)
    {
        if (IsManaged(slice) && _tracker.Has(slice) && !_tracker.SawDeletion(slice))
        {
            EnqueueServiceOf(slice);
        }
    }

    /// <summary>After a second, so that a quarrel with another controller stays a slow one.</summary>
    private void EnqueueServiceOf(KubeObject slice)
    {
        if (EndpointSliceTracker.ServiceOf(slice) is { Name.Length: > 0 } service)
        {
            Queue.AddAfter(service.ToString(), TimeSpan.FromSeconds(1));
        }
    }
}
