using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing.Objects.Kinds;

/// <summary>What is known around one Service, read once for a picture of it.</summary>
internal sealed class ServiceFacts
{
    public const string SliceLabel = "kubernetes.io/service-name";

    private readonly ILookup<string, EndpointState> _byPod;

    public ServiceFacts(KubeObject service, TraceWorld world)
    {
        Service = service;
        World = world;
        Type = service.Root.StringAt("spec", "type") is { Length: > 0 } type ? type : "ClusterIP";
        Selector = service.Root.MapAt("spec", "selector") ?? MapValue.Empty;
        Pods = Selector.Count == 0 ? [] : PodRows.InOrder(SelectedPods());
        Slices = [.. world.Store.OfKind("EndpointSlice").Where(s => s.Namespace == service.Namespace && s.Label(SliceLabel) == service.Name).OrderBy(s => s.Name, StringComparer.Ordinal)];
        Endpoints = [.. Slices.SelectMany(EndpointState.Of)];
        _byPod = Endpoints.ToLookup(e => e.PodUid, StringComparer.Ordinal);
        Legacy = world.Store.Find("Endpoints", service.Namespace, service.Name);
        LivePods = [.. Pods.Where(p => PodView.Of(p).IsActive)];
        ReadyPods = [.. LivePods.Where(p => PodView.Of(p).IsReady)];
    }

    public KubeObject Service { get; }

    public TraceWorld World { get; }

    public string Type { get; }

    public MapValue Selector { get; }

    /// <summary>Whom the selector selects, those on their way out among them.</summary>
    public IReadOnlyList<KubeObject> Pods { get; }

    /// <summary>Of the Pods, those that neither ended nor are being deleted.</summary>
    public IReadOnlyList<KubeObject> LivePods { get; }

    public IReadOnlyList<KubeObject> ReadyPods { get; }

    public IReadOnlyList<KubeObject> Slices { get; }

    public IReadOnlyList<EndpointState> Endpoints { get; }

    public IEnumerable<EndpointState> EndpointsOf(KubeObject pod) => _byPod[pod.Uid];

    /// <summary>The Endpoints object of old; null where there is none.</summary>
    public KubeObject? Legacy { get; }

    public bool IsExternalName => Type == "ExternalName";

    public bool IsHeadless => ClusterIp == "None";

    public string ClusterIp => Service.Root.StringAt("spec", "clusterIP") ?? "";

    public IEnumerable<string> ClusterIps => Service.Root.ListAt("spec", "clusterIPs") is { Count: > 0 } all ? all.Select(i => i.AsString() ?? "") : [ClusterIp];

    public ListValue Ports => Service.Root.ListAt("spec", "ports");

    public bool PublishesNotReady => Service.Root.BoolAt("spec", "publishNotReadyAddresses") ?? false;

    /// <summary>Ready endpoints take traffic; where not-ready addresses are published, the slices already say ready.</summary>
    public IEnumerable<EndpointState> ReadyEndpoints => Endpoints.Where(e => e.IsReady);

    public string SelectorText => string.Join(",", Selector.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}={l.Value.AsString()}"));

    public string Scope => Namespaces.ScopeOf(Service.Namespace);

    /// <summary>How many take its traffic: as the slices say; where those are not known, as its Pods do.</summary>
    public int Serving => World.Knows("endpointslices") ? ReadyEndpoints.Count() : PublishesNotReady ? LivePods.Count : ReadyPods.Count;

    public bool IsForbidden(string resource) => World.Forbidden.Contains(resource);

    private IEnumerable<KubeObject> SelectedPods()
    {
        var selector = LabelSelector.OfLabels(Selector);
        return World.Store.OfKind("Pod").Where(p => p.Namespace == Service.Namespace && !PodView.Of(p).IsTerminal && selector.Matches(p.Labels));
    }
}
