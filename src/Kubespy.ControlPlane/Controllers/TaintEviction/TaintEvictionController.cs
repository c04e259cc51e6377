using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.ControlPlane.Controllers.NodeLifecycle;
using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.TaintEviction;

/// <summary>
/// Deletes Pods from nodes with a NoExecute taint that they do not tolerate, or no longer (pkg/controller/tainteviction).
/// The queue's keys are Pods; what may still stay has a time of its own.
/// </summary>
public sealed class TaintEvictionController : Controller
{
    private const string Reason = "TaintManagerEviction";

    private readonly ApiClient _client;
    private readonly EventRecorder _recorder;
    private readonly Informer _pods;
    private readonly Informer _nodes;
    private readonly Dictionary<string, ScheduledStep> _scheduled = new(StringComparer.Ordinal);

    public TaintEvictionController(EventLoop loop, InformerFactory informers, ApiClient client, EventRecorder recorder)
        : base(loop, workers: 8)
    {
        _client = client;
        _recorder = recorder;
        _pods = informers.For(Resources.Pods);
        _nodes = informers.For(Resources.Nodes);
        _nodes.AddHandler(new InformerHandler { Added = OnTaints, Updated = OnNode });
        _pods.AddHandler(new InformerHandler { Added = OnPod, Updated = OnPodChanged, Deleted = pod => Cancel(pod, isTold: false) });
    }

    protected override async Task SyncAsync(string key)
    {
        if (_pods.Get(key) is not { } pod || PodView.Of(pod).NodeName is not { Length: > 0 } name || _nodes.Get(new ObjectKey("", name)) is not { } node)
        {
            return;
        }

        if (pod.IsBeingDeleted)
        {
            Cancel(pod, isTold: false);
            return;
        }

        var taints = NodeTaints.NoExecuteOf(node);
        switch (Tolerations.Patience(pod.Spec ?? MapValue.Empty, taints))
        {
            case null:
                Cancel(pod, isTold: true);
                break;
            case { Ticks: 0 }:
                Cancel(pod, isTold: false);
                await EvictAsync(pod);
                break;
            case { } patience when !_scheduled.ContainsKey(pod.Uid):
                _scheduled[pod.Uid] = Loop.After(patience, () => _ = ExpireAsync(pod));
                break;
        }
    }

    private void OnNode(KubeObject old, KubeObject node)
    {
        if (!Equals(old.Root.At("spec", "taints"), node.Root.At("spec", "taints")))
        {
            OnTaints(node);
        }
    }

    private void OnTaints(KubeObject node)
    {
        foreach (var pod in _pods.All.Where(p => PodView.Of(p).NodeName == node.Name))
        {
            Queue.Add(pod);
        }
    }

    private void OnPod(KubeObject pod)
    {
        if (PodView.Of(pod).NodeName is { Length: > 0 } name && _nodes.Get(new ObjectKey("", name)) is { } node && NodeTaints.NoExecuteOf(node).Count > 0)
        {
            Queue.Add(pod);
        }
    }

    private void OnPodChanged(KubeObject old, KubeObject pod)
    {
        if (old.Spec != pod.Spec || old.IsBeingDeleted != pod.IsBeingDeleted)
        {
            OnPod(pod);
        }
    }

    private void Cancel(KubeObject pod, bool isTold)
    {
        if (_scheduled.Remove(pod.Uid, out var step) && !step.IsDone)
        {
            step.Cancel();
            if (isTold)
            {
                _recorder.Event(Reference(pod), "Normal", Reason, $"Cancelling deletion of Pod {pod.Key}");
            }
        }
    }

    private async Task ExpireAsync(KubeObject pod)
    {
        try
        {
            await EvictAsync(pod);
        }
        catch (ApiException e)
        {
            SyncFailed?.Invoke(pod.Key.ToString(), e);
            Queue.AddRateLimited(pod.Key.ToString());
        }
    }

    private async Task EvictAsync(KubeObject pod)
    {
        _recorder.Event(Reference(pod), "Normal", Reason, $"Marking for deletion Pod {pod.Key}");
        try
        {
            await _client.PatchAsync(Resources.Pods, pod.Key, live => live.Uid == pod.Uid ? Disrupted(live) : live, "status");
            await _client.DeleteAsync(Resources.Pods, pod.Key, new DeleteOptions { PreconditionUid = pod.Uid });
        }
        catch (ApiException e) when (e.IsNotFound || e.IsConflict)
        {
            // Somebody else was faster.
        }
    }

    private KubeObject Disrupted(KubeObject pod)
    {
        var condition = MapValue.Of(
            ("type", "DisruptionTarget"),
            ("observedGeneration", pod.Generation),
            ("status", "True"),
            ("lastTransitionTime", Timestamp.Format(Loop.Now)),
            ("reason", "DeletionByTaintManager"),
            ("message", "Taint manager: deleting due to NoExecute taint"));
        var others = Conditions.Without(pod.Root.ListAt("status", "conditions"), "DisruptionTarget");
        return pod.With("status", pod.Status!.With("conditions", others.Add(condition)));
    }

    /// <summary>Its Events name the Pod without a uid.</summary>
    private static KubeObject Reference(KubeObject pod) => pod.WithMetadata("uid", null).WithMetadata("resourceVersion", null);
}
