using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Scheduling;

/// <summary>
/// Required affinity and anti-affinity between Pods (the plugin InterPodAffinity): made once for a Pod to be scheduled, then asked of each
/// node. Pure.
/// </summary>
internal sealed class PodAffinity
{
    private readonly KubeObject _pod;
    private readonly Func<string, MapValue> _labelsOf;
    private readonly AffinityTerm[] _affinity;
    private readonly AffinityTerm[] _antiAffinity;
    private readonly HashSet<(string Key, string Value)> _near = [];
    private readonly HashSet<(string Key, string Value)> _far = [];
    private readonly HashSet<(string Key, string Value)> _excluded = [];
    private bool _hasNear;

    private PodAffinity(KubeObject pod, Func<string, MapValue> labelsOf, IEnumerable<NodeState> nodes)
    {
        _pod = pod;
        _labelsOf = labelsOf;
        _affinity = Terms(pod, "podAffinity");
        _antiAffinity = Terms(pod, "podAntiAffinity");
        foreach (var node in nodes)
        {
            foreach (var other in node.Pods)
            {
                Count(node, other);
            }
        }
    }

    /// <summary>Whether the Pod keeps others away.</summary>
    public static bool Excludes(KubeObject pod) =>
        pod.Root.ListAt("spec", "affinity", "podAntiAffinity", "requiredDuringSchedulingIgnoredDuringExecution").Count > 0;

    /// <summary>Null where neither this Pod nor any that runs has such a rule.</summary>
    public static PodAffinity? Of(KubeObject pod, IReadOnlyCollection<NodeState> nodes, Func<string, MapValue> labelsOf) =>
        pod.Root.MapAt("spec", "affinity") is not null || nodes.Any(n => n.HasExcludingPods) ? new PodAffinity(pod, labelsOf, nodes) : null;

    /// <summary>Null where the Pod can run here.</summary>
    public NodeRejection? Reject(NodeState node)
    {
        var pairs = _affinity.Select(t => (t.TopologyKey, node.Node.Label(t.TopologyKey))).ToArray();
        var isNear = pairs.All(p => p.Item2 is { } value && _near.Contains((p.TopologyKey, value)));

        // The first of Pods that want to be together has nobody to be with.
        var isFirst = !_hasNear && pairs.All(p => p.Item2 is not null) && _affinity.All(t => t.Matches(_pod, _labelsOf));
        if (!isNear && !isFirst)
        {
            return NodeRejection.Final("node(s) didn't match pod affinity rules");
        }

        if (_antiAffinity.Any(t => node.Node.Label(t.TopologyKey) is { } value && _far.Contains((t.TopologyKey, value))))
        {
            return new NodeRejection(["node(s) didn't match pod anti-affinity rules"], IsResolvable: true);
        }

        return _excluded.Any(pair => node.Node.Label(pair.Key) == pair.Value)
            ? new NodeRejection(["node(s) didn't satisfy existing pods anti-affinity rules"], IsResolvable: true)
            : null;
    }

    private static AffinityTerm[] Terms(KubeObject pod, string kind) =>
        [.. pod.Root.ListAt("spec", "affinity", kind, "requiredDuringSchedulingIgnoredDuringExecution").Select(t => new AffinityTerm(pod, t))];

    private void Count(NodeState node, KubeObject other)
    {
        if (_affinity.Length > 0 && _affinity.All(t => t.Matches(other, _labelsOf)))
        {
            _hasNear |= AddAll(_near, node, _affinity);
        }

        AddAll(_far, node, _antiAffinity.Where(t => t.Matches(other, _labelsOf)));
        if (Excludes(other))
        {
            AddAll(_excluded, node, Terms(other, "podAntiAffinity").Where(t => t.Matches(_pod, _labelsOf)));
        }
    }

    private static bool AddAll(HashSet<(string, string)> pairs, NodeState node, IEnumerable<AffinityTerm> terms)
    {
        var hasAny = false;
        foreach (var term in terms)
        {
            if (node.Node.Label(term.TopologyKey) is { } value)
            {
                pairs.Add((term.TopologyKey, value));
                hasAny = true;
            }
        }

        return hasAny;
    }
}
