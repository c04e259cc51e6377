using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.NodeLifecycle;

/// <summary>
/// Watches over nodes (pkg/controller/nodelifecycle): one that is silent for the grace period is marked unknown, its Pods not
/// ready, and it is tainted, so that nothing new comes and what is there goes.
/// </summary>
public sealed class NodeLifecycleController : Controller
{
    private static readonly TimeSpan MonitorPeriod = TimeSpan.FromSeconds(5);

    /// <summary>Not together with the kubelets, which renew their leases at the full ten seconds.</summary>
    private static readonly TimeSpan FirstRound = TimeSpan.FromSeconds(1);

    /// <summary>How often it is looked whether a node may be emptied.</summary>
    private static readonly TimeSpan EvictionPeriod = TimeSpan.FromMilliseconds(100);

    private readonly ApiClient _client;
    private readonly EventRecorder _recorder;
    private readonly TimeSpan _gracePeriod;
    private readonly Informer _nodes;
    private readonly Informer _pods;
    private readonly Informer _leases;
    private readonly SortedDictionary<string, NodeHealth> _health = new(StringComparer.Ordinal);

    /// <summary>The nodes to be given a NoExecute taint, in the order in which they failed.</summary>
    private readonly List<string> _toEmpty = [];

    private DateTimeOffset _mayEmpty = DateTimeOffset.MinValue;
    private bool _isEmptying;

    public NodeLifecycleController(EventLoop loop, InformerFactory informers, ApiClient client, EventRecorder recorder, TimeSpan gracePeriod)
        : base(loop, workers: 1)
    {
        _client = client;
        _recorder = recorder;
        _gracePeriod = gracePeriod;
        _nodes = informers.For(Resources.Nodes);
        _pods = informers.For(Resources.Pods);
        _leases = informers.For(Resources.Leases);
        _nodes.AddHandler(InformerHandler.WhenSet(Queue.Add) with { Deleted = n => _health.Remove(n.Name) });
        Loop.After(FirstRound, Monitor, periodic: true);
    }

    /// <summary>The NoSchedule taints follow the node at once.</summary>
    protected override async Task SyncAsync(string key)
    {
        if (_nodes.Get(new ObjectKey("", key)) is { } node && !ReferenceEquals(NodeTaints.WithNoSchedule(node, Loop.Now), node))
        {
            await _client.PatchAsync(Resources.Nodes, node.Key, live => live.Uid == node.Uid ? NodeTaints.WithNoSchedule(live, Loop.Now) : live);
        }
    }

    private void Monitor()
    {
        if (Queue.IsStopped)
        {
            return;
        }

        Loop.After(MonitorPeriod, Monitor, periodic: true);
        foreach (var node in _nodes.All.ToArray())
        {
            _ = MonitorAsync(node);
        }
    }

    private async Task MonitorAsync(KubeObject node)
    {
        if (!_health.TryGetValue(node.Name, out var health))
        {
            _health[node.Name] = health = new NodeHealth(Loop.Now);
            _recorder.Event(node, "Normal", "RegisteredNode", $"Node {node.Name} event: Registered Node {node.Name} in Controller");
        }

        var wasReady = StatusOf(node) == "True";
        var current = node;
        if (health.IsSilent(node, _leases.Get(new ObjectKey("kube-node-lease", node.Name)), _gracePeriod, Loop.Now))
        {
            try
            {
                current = await _client.PatchAsync(Resources.Nodes, node.Key, live => NodeHealth.WithUnknownConditions(live, Loop.Now), "status");
            }
            catch (ApiException)
            {
                // It was deleted, or somebody else wrote: the next round sees it.
                return;
            }
        }

        await TaintAsync(current);
        if (wasReady && StatusOf(current) != "True")
        {
            _recorder.Event(current, "Normal", "NodeNotReady", $"Node {node.Name} status is now: NodeNotReady");
            await MarkPodsAsync(current);
        }
    }

    private async Task TaintAsync(KubeObject node)
    {
        if (StatusOf(node) == "True")
        {
            _toEmpty.Remove(node.Name);
            if (!ReferenceEquals(NodeTaints.WithNoExecute(node, null, Loop.Now), node))
            {
                await PatchTaintAsync(node, null);
            }
        }
        else if (!_toEmpty.Contains(node.Name) && !ReferenceEquals(NodeTaints.WithNoExecute(node, TaintOf(node), Loop.Now), node))
        {
            _toEmpty.Add(node.Name);
            if (!_isEmptying)
            {
                _isEmptying = true;
                Loop.After(EvictionPeriod, () => _ = EmptyAsync(), periodic: true);
            }
        }
    }

    /// <summary>Gives the next node its NoExecute taint, as fast as the state of all nodes allows.</summary>
    private async Task EmptyAsync()
    {
        if (Queue.IsStopped)
        {
            return;
        }

        var ready = _nodes.All.Count(n => StatusOf(n) == "True");
        var rate = ZoneDisruption.NodesPerSecond(ready, _nodes.All.Count - ready);
        if (rate > 0 && Loop.Now >= _mayEmpty && _toEmpty.Count > 0)
        {
            _mayEmpty = Loop.Now + TimeSpan.FromSeconds(1 / rate);
            var name = _toEmpty[0];
            _toEmpty.RemoveAt(0);
            if (_nodes.Get(new ObjectKey("", name)) is { } node && StatusOf(node) != "True")
            {
                await PatchTaintAsync(node, TaintOf(node));
            }
        }

        _isEmptying = _toEmpty.Count > 0;
        if (_isEmptying)
        {
            Loop.After(EvictionPeriod, () => _ = EmptyAsync(), periodic: true);
        }
    }

    private async Task PatchTaintAsync(KubeObject node, string? key)
    {
        try
        {
            await _client.PatchAsync(Resources.Nodes, node.Key, live => live.Uid == node.Uid ? NodeTaints.WithNoExecute(live, key, Loop.Now) : live);
        }
        catch (ApiException)
        {
            // The next round sees what is missing.
        }
    }

    /// <summary>Only the condition Ready changes: what the containers do is not known (MarkPodsNotReady in pkg/controller/util/node).</summary>
    private async Task MarkPodsAsync(KubeObject node)
    {
        foreach (var pod in _pods.All.Where(p => PodView.Of(p) is { IsReady: true } view && view.NodeName == node.Name).ToArray())
        {
            try
            {
                await _client.PatchAsync(Resources.Pods, pod.Key, live => live.Uid == pod.Uid ? WithoutReady(live) : live, "status");
                _recorder.Event(pod, "Warning", "NodeNotReady", "Node is not ready");
            }
            catch (ApiException e) when (e.IsNotFound)
            {
                // It is gone, and with it what was to be told.
            }
        }
    }

    private KubeObject WithoutReady(KubeObject pod)
    {
        var conditions = pod.Root.ListAt("status", "conditions").Select(c => c.StringAt("type") == "Ready" && c.StringAt("status") == "True"
            ? ((MapValue)c).With("status", "False").With("lastTransitionTime", Timestamp.Format(Loop.Now))
            : c);
        return pod.With("status", pod.Status!.With("conditions", ListValue.Of(conditions)));
    }

    private static string TaintOf(KubeObject node) => StatusOf(node) == "False" ? NodeTaints.NotReady : NodeTaints.Unreachable;

    private static string StatusOf(KubeObject node) => node.Condition("Ready").StringAt("status") ?? "Unknown";
}
