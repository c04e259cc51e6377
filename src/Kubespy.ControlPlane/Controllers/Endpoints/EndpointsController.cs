using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Endpoints;

/// <summary>The older Endpoints objects: ready and not ready addresses; a terminating Pod is dropped at once (pkg/controller/endpoint).</summary>
public sealed class EndpointsController : ServiceEndpointsController
{
    private const string ManagedBy = "endpoints.kubernetes.io/managed-by";
    private const string Manager = "endpoint-controller";
    private const string OverCapacity = "endpoints.kubernetes.io/over-capacity";

    private readonly Informer _endpoints;
    private readonly EventRecorder _recorder;

    /// <summary>The revision of each Endpoints object that was overwritten last: a cache that still has it is behind.</summary>
    private readonly Dictionary<string, string> _overwritten = new(StringComparer.Ordinal);

    public EndpointsController(EventLoop loop, InformerFactory informers, ApiClient client, EventRecorder recorder)
        : base(loop, informers, client)
    {
        _recorder = recorder;
        _endpoints = informers.For(Resources.Endpoints);
        _endpoints.AddHandler(new InformerHandler { Deleted = Queue.Add });
        foreach (var left in _endpoints.All)
        {
            // Its Service may have gone while no controller ran.
            Queue.Add(left);
        }
    }

    protected override async Task SyncAsync(string key)
    {
        if (Services.Get(key) is not { } service)
        {
            await DeleteAsync(key);
            return;
        }

        if (!EndpointAddresses.IsSelecting(service))
        {
            return;
        }

        var selected = EndpointAddresses.Selected(service, Pods.InNamespace(service.Namespace));
        var trigger = Triggers.Next(service, selected);
        var subsets = EndpointSubsets.Of(service, selected);
        var current = _endpoints.Get(key);
        if (current is not null && _overwritten.GetValueOrDefault(key) == current.ResourceVersion)
        {
            throw new StaleCacheException($"the Endpoints {key} have been written since revision {current.ResourceVersion}");
        }

        if (current is not null && current.Root.ListAt("subsets").Equals(ListValue.Of(subsets)) && IsLabeled(current, service)
            && current.Annotation(OverCapacity) is null)
        {
            return;
        }

        var kept = EndpointSubsets.Truncate(subsets);
        var wanted = (current ?? Empty(service)).With("subsets", kept.Count == 0 ? null : ListValue.Of(kept))
            .WithMetadata("labels", EndpointAddresses.LabelsOf(service).With(ManagedBy, Manager))
            .WithAnnotation(TriggerTimes.Annotation, trigger)
            .WithAnnotation(OverCapacity, ReferenceEquals(kept, subsets) ? null : "truncated");
        await WriteAsync(key, current, wanted);
    }

    private async Task WriteAsync(string key, KubeObject? current, KubeObject wanted)
    {
        try
        {
            if (current is null)
            {
                await Client.CreateAsync(Resources.Endpoints, wanted);
            }
            else if ((await Client.UpdateAsync(Resources.Endpoints, wanted)).ResourceVersion != current.ResourceVersion)
            {
                _overwritten[key] = current.ResourceVersion;
            }
        }
        catch (ApiException e) when (!NamespaceTermination.IsCauseOf(e))
        {
            var (reason, message) = current is null
                ? ("FailedToCreateEndpoint", $"Failed to create endpoint for service {key}: {e.Status.Message}")
                : ("FailedToUpdateEndpoint", $"Failed to update endpoint {key}: {e.Status.Message}");
            _recorder.Event(wanted, "Warning", reason, message);
            throw;
        }
    }

    private async Task DeleteAsync(string key)
    {
        _overwritten.Remove(key);
        if (_endpoints.Get(key) is not { } left)
        {
            return;
        }

        try
        {
            await Client.DeleteAsync(Resources.Endpoints, left.Key, DeleteOptions.Default);
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            // It is gone already.
        }
    }

    private static bool IsLabeled(KubeObject endpoints, KubeObject service) =>
        endpoints.Label(ManagedBy) == Manager && EndpointAddresses.AreSameLabels(endpoints.Labels.Without(ManagedBy), service.Labels.Without(ManagedBy));

    private static KubeObject Empty(KubeObject service) => new(MapValue.Of(
        ("kind", "Endpoints"), ("apiVersion", "v1"), ("metadata", MapValue.Of(("name", service.Name), ("namespace", service.Namespace)))));
}
