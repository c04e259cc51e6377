using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Scheduling;

/// <summary>A node as the scheduler sees it: what it has, the Pods assigned to it, and what they ask for.</summary>
internal sealed class NodeState
{
    private readonly Dictionary<string, (KubeObject Pod, ResourceRequest Request)> _pods = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _taken = new(StringComparer.Ordinal);
    private int _excluding;

    public NodeState(KubeObject node) => (Node, Allocatable) = (node, ResourceRequest.AllocatableOf(node));

    public string Name => Node.Name;

    public KubeObject Node { get; private set; }

    public IReadOnlyDictionary<string, long> Allocatable { get; private set; }

    public int PodCount => _pods.Count;

    public IEnumerable<KubeObject> Pods => _pods.Values.Select(p => p.Pod);

    /// <summary>Whether a Pod here keeps others away by a required anti-affinity.</summary>
    public bool HasExcludingPods => _excluding > 0;

    /// <summary>The share of the node that is taken: the least loaded is chosen.</summary>
    public double Load => Share("cpu") + Share("memory") + (PodCount / 1000.0);

    /// <summary>
    /// Takes its newer revision over. False where nothing in it decides what it can run, as in a heartbeat (pkg/scheduler/framework, NodeSchedulingPropertiesChange).
    /// </summary>
    public bool Update(KubeObject changed)
    {
        var old = Node;
        Node = changed;
        Allocatable = ResourceRequest.AllocatableOf(changed);
        return !Equals(old.Spec, changed.Spec) || !old.Labels.Equals(changed.Labels) || !old.Annotations.Equals(changed.Annotations)
            || !Equals(old.Status?["allocatable"], changed.Status?["allocatable"]) || !Conditions(old).SequenceEqual(Conditions(changed));
    }

    private static IEnumerable<(string? Type, string? Status)> Conditions(KubeObject node) =>
        node.Root.ListAt("status", "conditions").Select(c => (c.StringAt("type"), c.StringAt("status")));

    /// <summary>How much of it is taken.</summary>
    public long Taken(string resource) => _taken.GetValueOrDefault(resource);

    /// <summary>Adds the Pod, or takes its newer revision over.</summary>
    public void Add(KubeObject pod)
    {
        if (_pods.TryGetValue(pod.Uid, out var known))
        {
            // Of a Pod's spec little changes, and of that only a resize what it asks for.
            var changed = ReferenceEquals(known.Pod.Root["spec"], pod.Root["spec"]) ? known.Request : ResourceRequest.Of(pod);
            Take(known.Request, -1);
            Take(changed, 1);
            _pods[pod.Uid] = (pod, changed);
            return;
        }

        var request = ResourceRequest.Of(pod);
        _pods[pod.Uid] = (pod, request);
        Take(request, 1);
        _excluding += PodAffinity.Excludes(pod) ? 1 : 0;
    }

    public void Remove(string uid)
    {
        if (_pods.Remove(uid, out var gone))
        {
            Take(gone.Request, -1);
            _excluding -= PodAffinity.Excludes(gone.Pod) ? 1 : 0;
        }
    }

    private void Take(ResourceRequest request, int sign)
    {
        foreach (var (name, amount) in request.Amounts)
        {
            _taken[name] = Taken(name) + (sign * amount);
        }
    }

    private double Share(string resource) => (double)Taken(resource) / Math.Max(1, Allocatable.GetValueOrDefault(resource));
}
