using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.Autoscaling;
using Kubespy.ControlPlane.Storage;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Requests;

/// <summary>
/// What Pods and nodes use, as a metrics server tells it (metrics.k8s.io): the simulated usage that autoscalers follow, measured every 15 seconds.
/// </summary>
internal sealed class MetricsHandler(Store store, ResourceRegistry registry, IClusterGate gate)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(15);

    /// <summary>All that admits the request; one that is named is there, or refused.</summary>
    /// <exception cref="ApiException">404: nothing is measured of it. 405: it cannot be watched.</exception>
    public IReadOnlyList<KubeObject> Read(RequestPath path, ApiRequest request)
    {
        if (request.Flag("watch"))
        {
            throw new ApiException(new ApiStatus(
                405, "MethodNotAllowed", $"watch is not supported on resources of kind \"{path.Resource.GroupResource}\"", MapValue.Empty));
        }

        var filter = ObjectFilter.Parse(path, request);
        var found = (path.Resource.Kind == "PodMetrics" ? OfPods() : OfNodes()).Where(filter.Admits).ToArray();
        return found.Length > 0 || path.IsCollection
            ? found
            : throw new ApiException(ApiStatus.NotFound(path.Resource, path.Resource.IsNamespaced ? $"{path.Namespace}/{path.Name}" : path.Name));
    }

    private IEnumerable<KubeObject> OfPods()
    {
        var nodes = Answering().Select(n => n.Name).ToHashSet(StringComparer.Ordinal);
        var usage = new UsageOfPods(store, registry.Current);
        foreach (var pod in store.Read(Resources.Pods).Objects.Values)
        {
            if (nodes.Contains(PodView.Of(pod).NodeName) && usage.Of(pod) is { } used)
            {
                var containers = pod.Root.ListAt("spec", "containers");
                var share = Usage(used.Cpu / containers.Count, used.Memory / containers.Count);
                yield return Metrics(MeasuredResources.Pods, pod, "containers", ListValue.Of(
                    containers.Select(c => (Value)MapValue.Of(("name", c.StringAt("name")!), ("usage", share)))));
            }
        }
    }

    private IEnumerable<KubeObject> OfNodes()
    {
        var usage = new UsageOfPods(store, registry.Current);
        var byNode = store.Read(Resources.Pods).Objects.Values.ToLookup(p => PodView.Of(p).NodeName, StringComparer.Ordinal);
        foreach (var node in Answering())
        {
            var used = byNode[node.Name].Select(usage.Of).OfType<(long Cpu, long Memory)>().ToArray();
            yield return Metrics(MeasuredResources.Nodes, node, "usage", Usage(
                SimulatedUsage.NodeCpu + used.Sum(u => u.Cpu), SimulatedUsage.NodeMemory + used.Sum(u => u.Memory)));
        }
    }

    /// <summary>The nodes whose kubelets can be asked.</summary>
    private IEnumerable<KubeObject> Answering() =>
        store.Read(Resources.Nodes).Objects.Values.Where(n => n.Condition("Ready").StringAt("status") == "True");

    private KubeObject Metrics(Resource resource, KubeObject of, string field, Value measured)
    {
        var ticks = gate.Now.UtcTicks;
        var time = Timestamp.Format(new DateTimeOffset(ticks - (ticks % Window.Ticks), TimeSpan.Zero));
        return new KubeObject(MapValue.Of(
            ("kind", resource.Kind),
            ("apiVersion", resource.ApiVersion),
            ("metadata", new MapBuilder()
                .Set("name", of.Name)
                .Set("namespace", of.Namespace.Length == 0 ? null : StringValue.Of(of.Namespace))
                .Set("creationTimestamp", Timestamp.Format(gate.Now))
                .Set("labels", of.Labels.Count == 0 ? null : of.Labels)
                .ToMap()),
            ("timestamp", time),
            ("window", FormattableString.Invariant($"{Window.TotalSeconds}s")),
            (field, measured)));
    }

    private static MapValue Usage(long cpu, long memory) => MapValue.Of(
        ("cpu", Api.Schema.Quantity.OfMilli(cpu, isBinary: false).ToString()), ("memory", Api.Schema.Quantity.OfMilli(memory, isBinary: true).ToString()));
}
