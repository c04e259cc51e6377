using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Scheduling;

/// <summary>A term of a Pod's required affinity or anti-affinity: which Pods it means, and within which topology.</summary>
internal sealed class AffinityTerm
{
    private readonly string _namespace;
    private readonly HashSet<string> _namespaces;
    private readonly LabelSelector _selector;
    private readonly LabelSelector? _namespaceSelector;

    public AffinityTerm(KubeObject owner, Value term)
    {
        _namespace = owner.Namespace;
        _namespaces = [.. term.ListAt("namespaces").Select(n => n.AsString() ?? "")];
        _selector = LabelSelector.OfValue(term.MapAt("labelSelector"));
        _namespaceSelector = term.MapAt("namespaceSelector") is { } selector ? LabelSelector.OfValue(selector) : null;
        TopologyKey = term.StringAt("topologyKey") ?? "";
    }

    public string TopologyKey { get; }

    /// <param name="pod">Whether this one is meant.</param>
    /// <param name="labelsOf">The labels of a namespace.</param>
    public bool Matches(KubeObject pod, Func<string, MapValue> labelsOf)
    {
        var isOwn = _namespaces.Count == 0 && _namespaceSelector is null && pod.Namespace == _namespace;
        return (isOwn || _namespaces.Contains(pod.Namespace) || _namespaceSelector?.Matches(labelsOf(pod.Namespace)) == true) && _selector.Matches(pod.Labels);
    }
}
