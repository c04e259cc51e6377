using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.DaemonSets;

/// <summary>
/// Keeps one Pod of each DaemonSet on each node that suits it (pkg/controller/daemon/daemon_controller.go): which keys are synced and when.
/// What a sync does is <see cref="DaemonSetSync"/>.
/// </summary>
public sealed class DaemonSetController : Controller
{
    private const int Workers = 2;

    private readonly ApiClient _client;
    private readonly EventRecorder _recorder;
    private readonly Informer _sets;
    private readonly Informer _revisions;
    private readonly Informer _pods;
    private readonly Informer _nodes;
    private readonly Expectations _expectations;
    private readonly WrittenRevisions _written = new();
    private readonly FailedPodBackoff _backoff;

    public DaemonSetController(EventLoop loop, InformerFactory informers, ApiClient client, EventRecorder recorder)
        : base(loop, Workers)
    {
        _client = client;
        _recorder = recorder;
        _expectations = new Expectations(loop.Clock);
        _backoff = new FailedPodBackoff(loop.Clock);
        _sets = informers.For(Resources.DaemonSets);
        _revisions = informers.For(Resources.ControllerRevisions);
        _pods = informers.For(Resources.Pods);
        _nodes = informers.For(Resources.Nodes);
        _sets.AddHandler(new InformerHandler { Added = Enqueue, Updated = (_, set) => Enqueue(set), Deleted = OnDeleted });
        _revisions.AddHandler(new InformerHandler { Added = OnRevisionAdded, Updated = OnRevisionUpdated, Deleted = EnqueueOwner });
        _pods.AddHandler(new InformerHandler { Added = OnPodAdded, Updated = OnPodUpdated, Deleted = OnPodDeleted });
        _nodes.AddHandler(new InformerHandler { Added = OnNodeChanged, Updated = OnNodeUpdated });
    }

    protected override async Task SyncAsync(string key)
    {
        _written.EnsureSeen(key);
        if (_sets.Get(key) is not { } set)
        {
            Forget(key);
            return;
        }

        if (DaemonSetView.Of(set).Selector.IsEverything)
        {
            _recorder.Event(set, "Warning", "SelectingAll", "This daemon set is selecting all pods. A non-empty selector is required.");
            return;
        }

        if (set.IsBeingDeleted)
        {
            return;
        }

        await new DaemonSetSync(Loop, _client, _recorder, set, _nodes, _pods, _revisions, _expectations, _backoff)
        {
            WrotePod = pod => _written.WroteAt(key, set.Uid, _pods, pod),
            WroteStatus = written => _written.WroteAt(key, set.Uid, _sets, written),
            Recheck = delay => Queue.AddAfter(key, delay),
        }.RunAsync();
    }

    private void Forget(string key)
    {
        _expectations.Forget(key);
        _written.Forget(key);
    }

    private void Enqueue(KubeObject set) => Queue.Add(set.Key.ToString());

    private void OnDeleted(KubeObject set)
    {
        Forget(set.Key.ToString());
        Enqueue(set);
    }

    private void OnRevisionAdded(KubeObject revision)
    {
        if (revision.IsBeingDeleted)
        {
            EnqueueOwner(revision);
        }
        else if (revision.ControllerRef is null)
        {
            EnqueueMatching(revision);
        }
    }

    private void OnRevisionUpdated(KubeObject old, KubeObject revision) => EnqueueFor(old, revision);

    private void OnPodAdded(KubeObject pod)
    {
        if (pod.IsBeingDeleted)
        {
            OnPodDeleted(pod);
        }
        else if (OwnerOf(pod) is { } set)
        {
            _expectations.CreationObserved(set.Key.ToString());
            Enqueue(set);
        }
        else if (pod.ControllerRef is null)
        {
            EnqueueMatching(pod);
        }
    }

    private void OnPodUpdated(KubeObject old, KubeObject pod)
    {
        if (pod.IsBeingDeleted)
        {
            OnPodDeleted(pod);
            return;
        }

        EnqueueFor(old, pod);
        if (!PodView.Of(old).IsReady && PodView.Of(pod).IsReady && OwnerOf(pod) is { } set && DaemonSetView.Of(set).MinReadySeconds is > 0 and var seconds)
        {
            // A second more than the Pod needs: a condition's time is a whole second.
            Queue.AddAfter(set.Key.ToString(), TimeSpan.FromSeconds(seconds + 1));
        }
    }

    private void OnPodDeleted(KubeObject pod)
    {
        if (OwnerOf(pod) is { } set)
        {
            _expectations.DeletionObserved(set.Key.ToString(), pod.Uid);
            Enqueue(set);
        }
    }

    private void OnNodeUpdated(KubeObject old, KubeObject node)
    {
        if (!old.Labels.Equals(node.Labels) || !old.Root.ListAt("spec", "taints").Equals(node.Root.ListAt("spec", "taints")))
        {
            OnNodeChanged(node);
        }
    }

    /// <summary>Syncs the DaemonSets to which the node means something else now (syncNodeUpdate).</summary>
    private void OnNodeChanged(KubeObject node) => Loop.Post(() =>
    {
        foreach (var set in _sets.All)
        {
            var fit = NodeFit.Of(node, set);
            var isThere = _pods.ControlledBy(set.Uid).Any(p => PodView.Of(p).NodeName == node.Name);
            var isWrong = isThere ? !fit.MayContinue || (set.Status.Int64At("numberMisscheduled") ?? 0) > 0 : fit.ShouldRun;
            if (isWrong)
            {
                Enqueue(set);
            }
        }
    });

    private void EnqueueFor(KubeObject old, KubeObject owned)
    {
        var isOwnerChanged = old.ControllerRef != owned.ControllerRef;
        if (isOwnerChanged)
        {
            EnqueueOwner(old);
        }

        if (owned.ControllerRef is not null)
        {
            EnqueueOwner(owned);
        }
        else if (isOwnerChanged || !old.Labels.Equals(owned.Labels))
        {
            EnqueueMatching(owned);
        }
    }

    private void EnqueueOwner(KubeObject owned)
    {
        if (OwnerOf(owned) is { } set)
        {
            Enqueue(set);
        }
    }

    /// <summary>The DaemonSet that controls it, where it is still that one.</summary>
    private KubeObject? OwnerOf(KubeObject owned) =>
        owned.ControllerRef is { Kind: "DaemonSet" } controller && _sets.Get(new ObjectKey(owned.Namespace, controller.Name)) is { } set && set.Uid == controller.Uid
            ? set
            : null;

    private void EnqueueMatching(KubeObject orphan)
    {
        foreach (var set in _sets.InNamespace(orphan.Namespace))
        {
            if (DaemonSetView.Of(set).Selector is { IsEverything: false } selector && selector.Matches(orphan.Labels))
            {
                Enqueue(set);
            }
        }
    }
}
