using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Scheduling;

/// <summary>
/// Binds each new Pod to the least loaded node that can run it; says why where none can (pkg/scheduler).
/// </summary>
public sealed class Scheduler : Controller
{
    private readonly ApiClient _client;
    private readonly SeriesRecorder _recorder;
    private readonly Informer _pods;
    private readonly Informer _namespaces;
    private readonly VolumeClaims _claims;
    private readonly SortedDictionary<string, NodeState> _nodes = new(StringComparer.Ordinal);

    private readonly UnschedulablePods _unschedulable;

    public Scheduler(EventLoop loop, InformerFactory informers, ApiClient client, SeriesRecorder recorder)
        : base(loop, workers: 16)
    {
        _client = client;
        _recorder = recorder;
        _unschedulable = new UnschedulablePods(loop, Queue.Add);
        _pods = informers.For(Resources.Pods);
        _namespaces = informers.For(Resources.Namespaces);
        var claims = informers.For(Resources.PersistentVolumeClaims);
        _claims = new VolumeClaims(claims, informers.For(Resources.StorageClasses));
        claims.AddHandler(InformerHandler.WhenSet(_ => _unschedulable.Retry()));
        informers.For(Resources.Nodes).AddHandler(InformerHandler.WhenSet(OnNode) with { Deleted = n => _nodes.Remove(n.Name) });
        _pods.AddHandler(new InformerHandler { Added = OnPodAdded, Updated = OnPodChanged, Deleted = OnPodGone });
    }

    protected override async Task SyncAsync(string key)
    {
        if (_pods.Get(key) is not { } pod || !NeedsNode(pod))
        {
            return;
        }

        if (_claims.Problem(pod) is { } problem)
        {
            await ReportUnschedulableAsync(key, pod, UnschedulableMessage.OfAll(_nodes.Count, problem));
            return;
        }

        var named = NodeAffinity.NamedNodes(pod.Spec ?? MapValue.Empty);
        if (named is { Count: 0 })
        {
            await ReportUnschedulableAsync(key, pod, UnschedulableMessage.OfAll(_nodes.Count, "pod affinity terms conflict"));
            return;
        }

        var rejections = new List<NodeRejection>();
        if (FindBest(pod, named, rejections) is not { } best)
        {
            await ReportUnschedulableAsync(key, pod, UnschedulableMessage.Of(rejections));
            return;
        }

        // Assumed at once, so that the next Pod sees it.
        best.Add(pod);
        try
        {
            await _client.BindAsync(pod.Key, best.Name);
            _unschedulable.Remove(key);
            _recorder.Event(pod, "Normal", "Scheduled", "Binding", $"Successfully assigned {pod.Key} to {best.Name}");
        }
        catch (ApiException)
        {
            best.Remove(pod.Uid);
            throw;
        }
    }

    /// <summary>The least loaded node that can run the Pod; null where none can, and why each cannot.</summary>
    private NodeState? FindBest(KubeObject pod, IReadOnlySet<string>? named, List<NodeRejection> rejections)
    {
        var request = ResourceRequest.Of(pod);
        var spread = TopologySpread.Of(pod, _nodes.Values);
        var affinity = PodAffinity.Of(pod, _nodes.Values, name => _namespaces.Get(new ObjectKey("", name))?.Labels ?? MapValue.Empty);
        NodeState? best = null;
        foreach (var node in _nodes.Values)
        {
            if (named?.Contains(node.Name) == false)
            {
                rejections.Add(NodeRejection.Final("node(s) didn't satisfy plugin(s) [NodeAffinity]"));
            }
            else if ((NodeFilters.Reject(pod, request, node) ?? spread?.Reject(node) ?? affinity?.Reject(node)) is { } rejection)
            {
                rejections.Add(rejection);
            }
            else if (best is null || node.Load < best.Load)
            {
                best = node;
            }
        }

        return best;
    }

    private static bool NeedsNode(KubeObject pod) =>
        PodView.Of(pod).NodeName.Length == 0 && !pod.IsBeingDeleted && pod.Root.StringAt("spec", "schedulerName") == "default-scheduler"
        && pod.Root.ListAt("spec", "schedulingGates").Count == 0;

    private async Task ReportUnschedulableAsync(string key, KubeObject pod, string why)
    {
        var isLookedAtAgain = _unschedulable.Set(key, DependsOnOthers(pod));
        var known = pod.Condition("PodScheduled");
        var condition = MapValue.Of(
            ("type", "PodScheduled"),
            ("observedGeneration", pod.Generation),
            ("status", "False"),
            ("lastTransitionTime", (known.StringAt("status") == "False" ? known.StringAt("lastTransitionTime") : null) ?? Timestamp.Format(Loop.Now)),
            ("reason", "Unschedulable"),
            ("message", why));
        var isKnown = known.StringAt("message") == why;
        if (!isKnown || isLookedAtAgain)
        {
            _recorder.Event(pod, "Warning", "FailedScheduling", "Scheduling", why);
        }

        if (isKnown)
        {
            return;
        }

        await _client.PatchAsync(
            Resources.Pods, pod.Key,
            live => live.With("status", live.Status!.With(
                "conditions",
                Conditions.Without(live.Root.ListAt("status", "conditions"), "PodScheduled").Add(condition))),
            "status");
    }

    private void OnNode(KubeObject node)
    {
        if (_nodes.TryGetValue(node.Name, out var state))
        {
            if (!state.Update(node))
            {
                return;
            }
        }
        else
        {
            _nodes[node.Name] = state = new NodeState(node);
            foreach (var pod in _pods.All.Where(p => PodView.Of(p) is { IsTerminal: false } view && view.NodeName == node.Name))
            {
                state.Add(pod);
            }
        }

        _unschedulable.Retry();
    }

    private void OnPodChanged(KubeObject old, KubeObject pod)
    {
        // A toleration may have been added; a status alone changes nothing.
        if (!Equals(old.Spec, pod.Spec))
        {
            _unschedulable.Remove(pod.Key.ToString());
        }

        OnPod(pod);
        if (PodView.Of(old).NodeName.Length != PodView.Of(pod).NodeName.Length || !Equals(old.Metadata["labels"], pod.Metadata["labels"]))
        {
            _unschedulable.RetryDependent();
        }
    }

    private void OnPodAdded(KubeObject pod)
    {
        OnPod(pod);
        if (PodView.Of(pod).NodeName.Length > 0)
        {
            _unschedulable.RetryDependent();
        }
    }

    private void OnPod(KubeObject pod)
    {
        var view = PodView.Of(pod);
        if (view.NodeName.Length == 0)
        {
            if (NeedsNode(pod) && !_unschedulable.Contains(pod.Key.ToString()))
            {
                Queue.Add(pod);
            }
        }
        else if (_nodes.TryGetValue(view.NodeName, out var node))
        {
            if (view.IsTerminal)
            {
                node.Remove(pod.Uid);
                _unschedulable.Retry();
            }
            else
            {
                node.Add(pod);
            }
        }
    }

    private void OnPodGone(KubeObject pod)
    {
        _unschedulable.Remove(pod.Key.ToString());
        if (_nodes.TryGetValue(PodView.Of(pod).NodeName, out var node))
        {
            node.Remove(pod.Uid);
        }

        _unschedulable.Retry();
    }

    private static bool DependsOnOthers(KubeObject pod) =>
        pod.Root.ListAt("spec", "topologySpreadConstraints").Count > 0 || pod.Root.MapAt("spec", "affinity", "podAffinity") is not null || PodAffinity.Excludes(pod);
}
