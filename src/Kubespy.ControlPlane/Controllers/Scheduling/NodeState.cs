using Kubespy.ControlPlane.Api.Schema;
using Kubespy.ControlPlane.Controllers.NodeLifecycle;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Scheduling;

/// <summary>A node as the scheduler sees it: what it has, and what the Pods assigned to it ask for.</summary>
internal sealed class NodeState(KubeObject node)
{
    /// <summary>A Pod that tolerates it is put on a cordoned node too.</summary>
    private static readonly MapValue Unschedulable = MapValue.Of(("key", "node.kubernetes.io/unschedulable"), ("effect", "NoSchedule"));

    private readonly Dictionary<string, (long Cpu, long Memory)> _pods = new(StringComparer.Ordinal);
    private long _cpu;
    private long _memory;

    public string Name => Node.Name;

    public KubeObject Node { get; private set; } = node;

    public int PodCount => _pods.Count;

    public void Update(KubeObject changed) => Node = changed;

    public void Add(KubeObject pod)
    {
        var request = RequestOf(pod);
        if (_pods.TryAdd(pod.Uid, request))
        {
            _cpu += request.Cpu;
            _memory += request.Memory;
        }
    }

    public void Remove(string uid)
    {
        if (_pods.Remove(uid, out var request))
        {
            _cpu -= request.Cpu;
            _memory -= request.Memory;
        }
    }

    /// <summary>Why the Pod cannot run here, asked in the order of the scheduler's filters; null where it can.</summary>
    public NodeRejection? Reject(KubeObject pod)
    {
        var spec = pod.Spec ?? MapValue.Empty;
        if (Node.Root.BoolAt("spec", "unschedulable") == true && !Tolerations.Tolerates(spec, Unschedulable))
        {
            return NodeRejection.Final("node(s) were unschedulable");
        }

        if (Node.Root.ListAt("spec", "taints").Any(t => t.StringAt("effect") != "PreferNoSchedule" && !Tolerations.Tolerates(spec, t)))
        {
            return NodeRejection.Final("node(s) had untolerated taint(s)");
        }

        return NodeAffinity.Allows(spec, Node)
            ? RejectByCapacity(RequestOf(pod))
            : NodeRejection.Final("node(s) didn't match Pod's node affinity/selector");
    }

    /// <summary>The share of the node that is taken: the least loaded is chosen.</summary>
    public double Load =>
        ((double)_cpu / Math.Max(1, Allocatable("cpu").Milli)) + ((double)_memory / Math.Max(1, Allocatable("memory").Value)) + (PodCount / 1000.0);

    private NodeRejection? RejectByCapacity((long Cpu, long Memory) request)
    {
        var reasons = new List<string>();
        var (cpu, memory) = (Allocatable("cpu").Milli, Allocatable("memory").Value);
        if (PodCount + 1 > Allocatable("pods").Value)
        {
            reasons.Add("Too many pods");
        }

        if (request.Cpu > 0 && _cpu + request.Cpu > cpu)
        {
            reasons.Add("Insufficient cpu");
        }

        if (request.Memory > 0 && _memory + request.Memory > memory)
        {
            reasons.Add("Insufficient memory");
        }

        return reasons.Count == 0 ? null : new NodeRejection(reasons, request.Cpu <= cpu && request.Memory <= memory);
    }

    private Quantity Allocatable(string resource) =>
        Quantity.TryParse(Node.Root.StringAt("status", "allocatable", resource) ?? "0") ?? default;

    /// <summary>
    /// What a Pod asks for: its containers and sidecars together, or an init container beside the sidecars before it where that is
    /// more (KEP-753, component-helpers/resource).
    /// </summary>
    private static (long Cpu, long Memory) RequestOf(KubeObject pod)
    {
        var (cpu, memory) = (0L, 0L);
        var (peakCpu, peakMemory) = (0L, 0L);
        foreach (var init in pod.Root.ListAt("spec", "initContainers"))
        {
            var own = RequestOf(init);
            (peakCpu, peakMemory) = (Math.Max(peakCpu, cpu + own.Cpu), Math.Max(peakMemory, memory + own.Memory));
            if (init.StringAt("restartPolicy") == "Always")
            {
                (cpu, memory) = (cpu + own.Cpu, memory + own.Memory);
            }
        }

        foreach (var container in pod.Root.ListAt("spec", "containers"))
        {
            var own = RequestOf(container);
            (cpu, memory) = (cpu + own.Cpu, memory + own.Memory);
        }

        return (Math.Max(cpu, peakCpu), Math.Max(memory, peakMemory));
    }

    private static (long Cpu, long Memory) RequestOf(Value container) => (
        container.StringAt("resources", "requests", "cpu") is { } cpu ? Quantity.TryParse(cpu)?.Milli ?? 0 : 0,
        container.StringAt("resources", "requests", "memory") is { } memory ? Quantity.TryParse(memory)?.Value ?? 0 : 0);
}
