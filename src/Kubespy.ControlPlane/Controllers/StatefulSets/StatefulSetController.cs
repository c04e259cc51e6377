using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.History;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Controllers.StatefulSets;

/// <summary>
/// Keeps the Pods of StatefulSets, each of its own name, ordinal and claims (pkg/controller/statefulset/stateful_set.go): which keys are synced
/// and when. What a sync does is <see cref="StatefulSetSync"/>.
/// </summary>
public sealed class StatefulSetController : Controller
{
    private const int Workers = 5;

    private readonly ApiClient _client;
    private readonly Informer _sets;
    private readonly Informer _pods;
    private readonly WrittenRevisions _written = new();
    private readonly StatefulPodControl _control;
    private readonly ControllerHistory _history;

    public StatefulSetController(EventLoop loop, InformerFactory informers, ApiClient client, EventRecorder recorder)
        : base(loop, Workers)
    {
        _client = client;
        _sets = informers.For(Resources.StatefulSets);
        _pods = informers.For(Resources.Pods);
        _control = new StatefulPodControl(client, recorder, _pods, informers.For(Resources.PersistentVolumeClaims), _written);
        _history = new ControllerHistory(client, informers.For(Resources.ControllerRevisions));
        _pods.AddHandler(new InformerHandler { Added = OnPodAdded, Updated = OnPodUpdated, Deleted = EnqueueOwner });
        _sets.AddHandler(new InformerHandler { Added = Enqueue, Updated = (_, set) => Enqueue(set), Deleted = Enqueue });
    }

    protected override async Task SyncAsync(string key)
    {
        _written.EnsureSeen(key);
        if (_sets.Get(key) is not { } set)
        {
            _written.Forget(key);
            return;
        }

        var view = StatefulSetView.Of(set);
        await AdoptRevisionsAsync(set, view.Selector);
        var claim = new OwnerClaim(_client, Resources.StatefulSets, set, view.Selector)
        {
            IsMember = pod => StatefulPod.IsMemberOf(set, pod),
            Adopted = pod => _written.WroteAt(key, set.Uid, _pods, pod),
        };
        var pods = await claim.ClaimAsync(Resources.Pods, _pods.ControlledBy(set.Uid).Concat(_pods.Orphans(set.Namespace)));
        var now = Loop.Now;
        var status = await new StatefulSetSync(set, pods, _control, _history, now).RunAsync(s => WriteStatusAsync(key, set, s));
        if (view.MinReadySeconds > 0 && status.Ready != status.Available)
        {
            Queue.AddAfter(key, NextAvailable(pods, view.MinReadySeconds, now) - Loop.Now);
        }
    }

    /// <summary>When the next Pod has been Ready for long enough, judged from when the status was counted.</summary>
    private static DateTimeOffset NextAvailable(IEnumerable<KubeObject> pods, long minReadySeconds, DateTimeOffset now) =>
        pods.Select(PodView.Of).Where(p => p.IsReady && !p.IsAvailable(minReadySeconds, now)).Min(p => p.ReadySince)?.AddSeconds(minReadySeconds)
            ?? now.AddSeconds(minReadySeconds);

    /// <summary>Revisions that nobody owns, and that match, are the set's, if it still lives.</summary>
    private async Task AdoptRevisionsAsync(KubeObject set, LabelSelector selector)
    {
        var orphans = _history.List(set, selector).Where(r => r.ControllerRef is null).ToList();
        if (orphans.Count == 0)
        {
            return;
        }

        var live = await _client.GetAsync(Resources.StatefulSets, set.Key);
        if (live.Uid != set.Uid || live.IsBeingDeleted)
        {
            throw new ApiException(ApiStatus.Conflict(Resources.StatefulSets, set.Name, $"can't adopt ControllerRevisions: {set.Key} has just been deleted"));
        }

        foreach (var orphan in orphans)
        {
            await _history.AdoptAsync(set, orphan);
        }
    }

    private Task WriteStatusAsync(string key, KubeObject set, StatefulSetStatus status)
    {
        if (!status.DiffersFrom(set))
        {
            return Task.CompletedTask;
        }

        var next = set;
        return ConflictRetry.Default.RunAsync(Loop, async () =>
        {
            try
            {
                _written.WroteAt(key, set.Uid, _sets, await _client.UpdateStatusAsync(Resources.StatefulSets, next.With("status", status.ToValue())));
            }
            catch (ApiException)
            {
                next = _sets.Get(key) ?? next;
                throw;
            }
        });
    }

    private void Enqueue(KubeObject set) => Queue.Add(set.Key.ToString());

    private void OnPodAdded(KubeObject pod)
    {
        if (pod.ControllerRef is not null)
        {
            EnqueueOwner(pod);
        }
        else if (!pod.IsBeingDeleted)
        {
            EnqueueMatching(pod);
        }
    }

    private void OnPodUpdated(KubeObject old, KubeObject pod)
    {
        var isOwnerChanged = old.ControllerRef != pod.ControllerRef;
        if (isOwnerChanged)
        {
            EnqueueOwner(old);
        }

        if (pod.ControllerRef is not null)
        {
            EnqueueOwner(pod);
            if (!PodView.Of(old).IsReady && PodView.Of(pod).IsReady && OwnerOf(pod) is { } set && StatefulSetView.Of(set).MinReadySeconds is > 0 and var seconds)
            {
                Queue.AddAfter(set.Key.ToString(), TimeSpan.FromSeconds(seconds));
            }
        }
        else if (isOwnerChanged || !old.Labels.Equals(pod.Labels))
        {
            EnqueueMatching(pod);
        }
    }

    private void EnqueueOwner(KubeObject pod)
    {
        if (OwnerOf(pod) is { } set)
        {
            Enqueue(set);
        }
    }

    /// <summary>The StatefulSet that controls the Pod, where it is still that one.</summary>
    private KubeObject? OwnerOf(KubeObject pod) =>
        pod.ControllerRef is { Kind: "StatefulSet" } controller && _sets.Get(new ObjectKey(pod.Namespace, controller.Name)) is { } set && set.Uid == controller.Uid
            ? set
            : null;

    private void EnqueueMatching(KubeObject pod)
    {
        foreach (var set in _sets.InNamespace(pod.Namespace))
        {
            if (StatefulSetView.Of(set).Selector is { IsEverything: false } selector && selector.Matches(pod.Labels))
            {
                Enqueue(set);
            }
        }
    }
}
