using Kubespy.ControlPlane.Api.Schema;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Scheduling;

/// <summary>A node as the scheduler sees it: what it has, and what the Pods assigned to it ask for.</summary>
internal sealed class NodeState(KubeObject node)
{
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

    /// <summary>Why the Pod cannot run here, in the words of the scheduler's plugins; null where it can.</summary>
    public string? Reject(KubeObject pod)
    {
        var spec = pod.Spec ?? MapValue.Empty;
        if (Node.Root.BoolAt("spec", "unschedulable") == true)
        {
            return "node(s) were unschedulable";
        }

        if (Node.Root.ListAt("status", "conditions").All(c => c.StringAt("type") != "Ready" || c.StringAt("status") != "True"))
        {
            return "node(s) were not ready";
        }

        if (!MatchesSelector(spec))
        {
            return "node(s) didn't match Pod's node affinity/selector";
        }

        if (UntoleratedTaint(spec) is not null)
        {
            return "node(s) had untolerated taint(s)";
        }

        var request = RequestOf(pod);
        return PodCount + 1 > Allocatable("pods").Value ? "Too many pods"
            : _cpu + request.Cpu > Allocatable("cpu").Milli && request.Cpu > 0 ? "Insufficient cpu"
            : _memory + request.Memory > Allocatable("memory").Value && request.Memory > 0 ? "Insufficient memory"
            : null;
    }

    /// <summary>The share of the node that is taken: the least loaded is chosen.</summary>
    public double Load =>
        ((double)_cpu / Math.Max(1, Allocatable("cpu").Milli)) + ((double)_memory / Math.Max(1, Allocatable("memory").Value)) + (PodCount / 1000.0);

    private bool MatchesSelector(MapValue spec)
    {
        foreach (var (name, value) in spec.MapAt("nodeSelector") ?? MapValue.Empty)
        {
            if (Node.Labels[name] != value)
            {
                return false;
            }
        }

        return true;
    }

    private Value? UntoleratedTaint(MapValue spec) => Node.Root.ListAt("spec", "taints")
        .FirstOrDefault(taint => taint.StringAt("effect") != "PreferNoSchedule" && !spec.ListAt("tolerations").Any(t => Tolerates(t, taint)));

    private static bool Tolerates(Value toleration, Value taint) =>
        (toleration.StringAt("effect") is null or "" || toleration["effect"] == taint["effect"])
        && (toleration.StringAt("key") is null or "" || toleration["key"] == taint["key"])
        && (toleration.StringAt("operator") == "Exists" || (toleration.StringAt("value") ?? "") == (taint.StringAt("value") ?? ""));

    private Quantity Allocatable(string resource) =>
        Quantity.TryParse(Node.Root.StringAt("status", "allocatable", resource) ?? "0") ?? default;

    private static (long Cpu, long Memory) RequestOf(KubeObject pod)
    {
        var (cpu, memory) = (0L, 0L);
        foreach (var container in pod.Root.ListAt("spec", "containers"))
        {
            cpu += container.StringAt("resources", "requests", "cpu") is { } c ? Quantity.TryParse(c)?.Milli ?? 0 : 0;
            memory += container.StringAt("resources", "requests", "memory") is { } m ? Quantity.TryParse(m)?.Value ?? 0 : 0;
        }

        return (cpu, memory);
    }
}
