using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Kubelet;

/// <summary>
/// The kubelet of one node: registers it, keeps its lease and its status, runs the Pods that are bound to it. It can be stopped, and goes
/// on later from what the API has.
/// </summary>
public sealed class NodeKubelet
{
    private static readonly TimeSpan LeasePeriod = TimeSpan.FromSeconds(10);

    /// <summary>How often the status is written where nothing has changed (nodeStatusReportFrequency).</summary>
    private static readonly TimeSpan StatusPeriod = TimeSpan.FromMinutes(5);

    private readonly NodeRuntime _node;
    private readonly Informer _pods;
    private readonly Dictionary<string, PodWorker> _workers = new(StringComparer.Ordinal);
    private ScheduledStep? _lease;
    private ScheduledStep? _status;

    public NodeKubelet(NodeRuntime node, Informer pods)
    {
        _node = node;
        _pods = pods;
        node.RefusalOf = RefuseAsync;
        pods.AddHandler(InformerHandler.WhenSet(OnPod) with { Deleted = OnDeleted });
    }

    private bool IsRunning => _lease is not null;

    public void Start()
    {
        if (IsRunning)
        {
            return;
        }

        RenewLease();
        _ = RegisterAsync();
        foreach (var pod in _pods.All.ToArray())
        {
            OnPod(pod);
        }
    }

    /// <summary>Nothing is written any more; containers stand still.</summary>
    public void Stop()
    {
        _lease?.Cancel();
        _lease = null;
        _status?.Cancel();
        foreach (var worker in _workers.Values)
        {
            worker.Kill();
        }

        _workers.Clear();
    }

    private async Task RegisterAsync()
    {
        _status = _node.Loop.After(StatusPeriod, ReportStatus, periodic: true);
        try
        {
            await _node.Client.CreateAsync(Resources.Nodes, NodeObject.Of(_node.Name, _node.HostIP, _node.Loop.Now));
        }
        catch (ApiException e) when (e.IsAlreadyExists)
        {
            await ReportStatusAsync();
        }
    }

    /// <summary>Neither leases nor reports ever end, so they do not count as work that is pending.</summary>
    private void ReportStatus()
    {
        _status = _node.Loop.After(StatusPeriod, ReportStatus, periodic: true);
        _ = ReportStatusAsync();
    }

    private async Task ReportStatusAsync()
    {
        var wasReady = true;
        try
        {
            var node = await _node.Client.PatchAsync(
                Resources.Nodes, new ObjectKey("", _node.Name),
                live =>
                {
                    wasReady = live.Condition("Ready").StringAt("status") == "True";
                    return NodeObject.WithHeartbeat(live, _node.Loop.Now);
                },
                "status");
            if (!wasReady)
            {
                // The kubelet's own Events name the node by its name.
                _node.Recorder.Event(node.WithMetadata("uid", node.Name), "Normal", "NodeReady", $"Node {node.Name} status is now: NodeReady");
            }
        }
        catch (ApiException)
        {
            // The node was deleted; a real kubelet too registers it only when it starts.
        }
    }

    private void RenewLease()
    {
        _lease = _node.Loop.After(LeasePeriod, RenewLease, periodic: true);
        _ = RenewLeaseAsync();
    }

    private async Task RenewLeaseAsync()
    {
        var key = new ObjectKey("kube-node-lease", _node.Name);
        var now = Timestamp.FormatMicro(_node.Loop.Now);
        try
        {
            await _node.Client.PatchAsync(Resources.Leases, key, lease => lease.With("spec", lease.Spec!.With("renewTime", now)));
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            await CreateLeaseAsync(key, now);
        }
    }

    private async Task CreateLeaseAsync(ObjectKey key, string now)
    {
        try
        {
            await _node.Client.CreateAsync(Resources.Leases, new KubeObject(MapValue.Of(
                ("kind", "Lease"),
                ("apiVersion", "coordination.k8s.io/v1"),
                ("metadata", MapValue.Of(("name", key.Name), ("namespace", key.Namespace))),
                ("spec", MapValue.Of(("holderIdentity", key.Name), ("leaseDurationSeconds", 40), ("renewTime", now))))));
        }
        catch (ApiException)
        {
            // Another try comes with the next period.
        }
    }

    private void OnPod(KubeObject pod)
    {
        if (!IsRunning || PodView.Of(pod).NodeName != _node.Name)
        {
            return;
        }

        if (_workers.TryGetValue(pod.Uid, out var worker))
        {
            worker.Update(pod);
            if (PodView.Of(pod).IsTerminal)
            {
                RetryResizes();
            }

            return;
        }

        worker = new PodWorker(_node, pod);
        _workers[pod.Uid] = worker;
        if (pod.Condition("PodScheduled") is null && !PodView.Of(pod).IsTerminal)
        {
            _ = AdmitAsync(worker);
        }
        else
        {
            worker.Start();
        }
    }

    /// <summary>A Pod that no scheduler has put here may not fit.</summary>
    private async Task AdmitAsync(PodWorker worker)
    {
        try
        {
            var refused = await RefuseAsync(worker.Pod);
            if (!worker.IsOver && !worker.Pod.IsBeingDeleted && refused is { } refusal)
            {
                worker.Reject(refusal.Reason, refusal.Message);
                return;
            }
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            // A node that was deleted goes on with what it has.
        }

        if (!worker.IsOver)
        {
            worker.Start();
        }
    }

    /// <summary>Beside the Pods that it has, each with what it was granted.</summary>
    private async Task<(string Reason, string Message)?> RefuseAsync(KubeObject pod)
    {
        var node = await _node.Client.GetAsync(Resources.Nodes, new ObjectKey("", _node.Name));
        var others = _workers.Values.Where(w => w.Pod.Uid != pod.Uid && !PodView.Of(w.Pod).IsTerminal).Select(w => w.Granted).ToArray();
        return KubeletAdmission.Refuse(pod, node, others);
    }

    private void RetryResizes()
    {
        foreach (var worker in _workers.Values)
        {
            worker.RetryResize();
        }
    }

    private void OnDeleted(KubeObject pod)
    {
        if (_workers.Remove(pod.Uid, out var worker))
        {
            worker.Kill();
            RetryResizes();
        }
    }
}
