using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Endpoints;

/// <summary>
/// Which slices of a Service are to be made, changed and deleted so that they hold these endpoints, with as few writes as possible
/// (staging/src/k8s.io/endpointslice/reconciler.go). Pure.
/// </summary>
internal sealed class EndpointSlicePlan
{
    public const int MaxEndpoints = 100;
    public const string ServiceName = "kubernetes.io/service-name";
    public const string ManagedBy = "endpointslice.kubernetes.io/managed-by";
    public const string Manager = "endpointslice-controller.k8s.io";

    private readonly KubeObject _service;
    private readonly List<KubeObject> _create = [];
    private readonly List<KubeObject> _update = [];
    private readonly List<KubeObject> _delete = [];

    private EndpointSlicePlan(KubeObject service) => _service = service;

    public IReadOnlyList<KubeObject> Create => _create;

    public IReadOnlyList<KubeObject> Update => _update;

    public IReadOnlyList<KubeObject> Delete => _delete;

    /// <param name="service">Whose slices they are.</param>
    /// <param name="wanted">The endpoints, by the ports that they have.</param>
    /// <param name="existing">The slices of the Service's name that there are.</param>
    public static EndpointSlicePlan Of(KubeObject service, IEnumerable<(ListValue Ports, IReadOnlyList<MapValue> Endpoints)> wanted, IReadOnlyList<KubeObject> existing)
    {
        var plan = new EndpointSlicePlan(service);
        var own = existing.Where(s => s.OwnerReferences.Any(o => o.Uid == service.Uid && o.Kind == "Service")).ToList();
        plan._delete.AddRange(existing.Except(own));
        var byPorts = own.ToLookup(s => s.Root.ListAt("ports"));
        var ports = new HashSet<ListValue>();
        foreach (var group in wanted)
        {
            ports.Add(group.Ports);
            plan.Reconcile(group.Ports, group.Endpoints, [.. byPorts[group.Ports]]);
        }

        plan._delete.AddRange(own.Where(s => !ports.Contains(s.Root.ListAt("ports"))));
        plan.KeepOne(existing.Count);
        plan.ReplaceRatherThanDelete();
        return plan;
    }

    public static MapValue LabelsOf(KubeObject service) =>
        EndpointAddresses.LabelsOf(service).With(ManagedBy, Manager).With(ServiceName, service.Name);

    /// <summary>
    /// The slices of one set of ports: first what they hold is brought up to date, then slices that change anyway are filled up, then one that
    /// has room for all the rest, and new ones hold what is left.
    /// </summary>
    private void Reconcile(ListValue ports, IReadOnlyList<MapValue> endpoints, IReadOnlyList<KubeObject> slices)
    {
        var missing = endpoints.ToDictionary(Identity);
        var (changed, unchanged) = (new List<KubeObject>(), new List<KubeObject>());
        foreach (var slice in slices)
        {
            var old = slice.Root.ListAt("endpoints");
            var kept = ListValue.Of(old.Select(Identity).Where(missing.ContainsKey).Select(i => missing[i]).ToArray());
            foreach (var endpoint in kept)
            {
                missing.Remove(Identity(endpoint));
            }

            if (kept.Count == 0 && old.Count > 0)
            {
                _delete.Add(slice);
            }
            else if (!kept.Equals(old) || !EndpointAddresses.AreSameLabels(slice.Labels, LabelsOf(_service)))
            {
                changed.Add(slice.With("endpoints", kept));
            }
            else
            {
                unchanged.Add(slice);
            }
        }

        var left = new Queue<MapValue>(endpoints.Where(e => missing.ContainsKey(Identity(e))));
        foreach (var slice in changed.OrderByDescending(s => s.Root.ListAt("endpoints").Count))
        {
            _update.Add(Labeled(Fill(slice, left)));
        }

        while (left.Count > 0)
        {
            if (left.Count < MaxEndpoints && unchanged.Where(s => Count(s) + left.Count <= MaxEndpoints).MaxBy(Count) is { } roomy)
            {
                _update.Add(Labeled(Fill(roomy, left)));
            }
            else
            {
                _create.Add(Fill(New(ports), left));
            }
        }
    }

    /// <summary>A Service always has a slice, if an empty one.</summary>
    private void KeepOne(int existing)
    {
        if (existing != _delete.Count || _create.Count > 0)
        {
            return;
        }

        if (_delete.Count == 1 && IsPlaceholder(_delete[0]))
        {
            _delete.Clear();
        }
        else
        {
            _create.Add(New(ListValue.Empty).With("endpoints", Value.Null));
        }
    }

    private bool IsPlaceholder(KubeObject slice) =>
        Count(slice) == 0 && slice.Root.ListAt("ports").Count == 0 && slice.Labels.Equals(LabelsOf(_service)) && slice.OwnerReferences.Any(o => o.Uid == _service.Uid);

    private void ReplaceRatherThanDelete()
    {
        foreach (var slice in _delete.Where(s => s.OwnerReferences.Any(o => o.Uid == _service.Uid)).ToList())
        {
            if (_create.Count == 0)
            {
                return;
            }

            var replacement = _create[^1];
            _create.RemoveAt(_create.Count - 1);
            _delete.Remove(slice);
            _update.Add(Labeled(slice.With("endpoints", replacement.Root.ListAt("endpoints")).With("ports", replacement.Root["ports"])));
        }
    }

    /// <summary>An endpoint is the same where its addresses and names are; what else it says may change in place.</summary>
    private static (ListValue Addresses, string? Hostname, string? Namespace, string? Name) Identity(Value endpoint) =>
        (endpoint.ListAt("addresses"), endpoint.StringAt("hostname"), endpoint.StringAt("targetRef", "namespace"), endpoint.StringAt("targetRef", "name"));

    private static int Count(KubeObject slice) => slice.Root.ListAt("endpoints").Count;

    private static KubeObject Fill(KubeObject slice, Queue<MapValue> left)
    {
        var endpoints = slice.Root.ListAt("endpoints").ToList();
        while (endpoints.Count < MaxEndpoints && left.TryDequeue(out var endpoint))
        {
            endpoints.Add(endpoint);
        }

        return slice.With("endpoints", ListValue.Of(endpoints));
    }

    private KubeObject Labeled(KubeObject slice) => slice.WithMetadata("labels", LabelsOf(_service));

    private KubeObject New(ListValue ports) => new(MapValue.Of(
        ("kind", "EndpointSlice"),
        ("apiVersion", "discovery.k8s.io/v1"),
        ("metadata", MapValue.Of(
            ("generateName", _service.Name + "-"),
            ("namespace", _service.Namespace),
            ("labels", LabelsOf(_service)),
            ("ownerReferences", ListValue.Of([OwnerReference.ControllerOf(_service).ToValue()])))),
        ("addressType", "IPv4"),
        ("endpoints", ListValue.Empty),
        ("ports", ports.Count == 0 ? Value.Null : ports)));
}
