using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.ReplicaSets;

/// <summary>
/// Keeps the number of Pods that a ReplicaSet asks for (pkg/controller/replicaset/replica_set.go):
/// claims Pods, creates or deletes the difference, writes the status.
/// </summary>
public class ReplicaSetController : Controller
{
    /// <summary>At most so many Pods are created or deleted in one sync.</summary>
    public const int Burst = 500;

    private const int Workers = 5;

    private readonly ReplicatedKind _kind;
    private readonly ApiClient _client;
    private readonly Informer _replicaSets;
    private readonly Informer _pods;
    private readonly ReplicaSetPods _control;
    private readonly Expectations _expectations;
    private readonly WrittenRevisions _written = new();

    public ReplicaSetController(EventLoop loop, InformerFactory informers, ApiClient client, EventRecorder recorder)
        : this(loop, informers, client, recorder, ReplicatedKind.ReplicaSets)
    {
    }

    /// <summary>The same for another kind that keeps a number of Pods.</summary>
    internal ReplicaSetController(EventLoop loop, InformerFactory informers, ApiClient client, EventRecorder recorder, ReplicatedKind kind)
        : base(loop, Workers)
    {
        _kind = kind;
        _client = client;
        _expectations = new Expectations(loop.Clock);
        _replicaSets = informers.For(kind.Resource);
        _pods = informers.For(Resources.Pods);
        _control = new ReplicaSetPods(client, recorder, _expectations, _written, _pods);
        _replicaSets.AddHandler(InformerHandler.WhenSet(Queue.Add) with
        {
            Deleted = rs =>
            {
                Forget(rs.Key.ToString());
                Queue.Add(rs);
            },
        });
        _pods.AddHandler(new InformerHandler { Added = OnPodAdded, Updated = OnPodUpdated, Deleted = OnPodDeleted });
    }

    protected override async Task SyncAsync(string key)
    {
        var needsSync = MayCount(key);
        if (_replicaSets.Get(key) is not { } replicaSet)
        {
            Forget(key);
            return;
        }

        var selector = _kind.SelectorOf(replicaSet);
        var all = _pods.ControlledBy(replicaSet.Uid).Concat(_pods.Orphans(replicaSet.Namespace)).ToArray();
        var active = await ClaimAsync(key, replicaSet, selector, all.Where(p => PodView.Of(p).IsActive));
        var terminating = all.Count(p => PodView.Of(p).IsTerminating && p.ControllerRef?.Uid == replicaSet.Uid && selector.Matches(p.Labels));

        var difference = active.Count - (int)(replicaSet.Root.Int64At("spec", "replicas") ?? 0);
        ApiException? failure = null;
        if (needsSync && !replicaSet.IsBeingDeleted && difference != 0)
        {
            failure = difference < 0
                ? await _control.CreateAsync(key, replicaSet, Math.Min(-difference, Burst))
                : await _control.DeleteAsync(key, replicaSet, Choose(active, RelatedPods(replicaSet), Math.Min(difference, Burst)));
        }

        var status = ReplicaSetStatus.Calculate(replicaSet, active, _kind.TellsTerminating ? terminating : null, failure?.Status.Message, difference, Loop.Now);
        await UpdateStatusAsync(key, replicaSet, status);
        if (failure is not null)
        {
            throw failure;
        }

        RecheckAvailability(key, replicaSet, active);
    }

    /// <summary>Whether all that the controller asked for has arrived, so that it may ask for more.</summary>
    /// <exception cref="StaleCacheException">Not even what it wrote has.</exception>
    protected virtual bool MayCount(string key)
    {
        _written.EnsureSeen(key);
        return _expectations.AreSatisfied(key);
    }

    /// <summary>Takes the Pods that match and lets go of those that do not: what is left are its own.</summary>
    protected virtual Task<IReadOnlyList<KubeObject>> ClaimAsync(string key, KubeObject replicaSet, LabelSelector selector, IEnumerable<KubeObject> pods) =>
        new OwnerClaim(_client, _kind.Resource, replicaSet, selector)
        {
            Adopted = pod => _written.WroteAt(key, replicaSet.Uid, _pods, pod),
        }.ClaimAsync(Resources.Pods, pods);

    /// <summary>The Pods that go where there are too many.</summary>
    protected virtual IReadOnlyList<KubeObject> Choose(IReadOnlyList<KubeObject> active, IEnumerable<KubeObject> related, int count) =>
        PodRanking.SelectForDeletion(active, related, count, Loop.Now);

    private void Forget(string key)
    {
        _expectations.Forget(key);
        _written.Forget(key);
    }

    /// <summary>The Pods that a ReplicaSet of the same owner selects, whoever controls them; none where there is no owner.</summary>
    private IEnumerable<KubeObject> RelatedPods(KubeObject replicaSet)
    {
        if (replicaSet.ControllerRef is not { } owner)
        {
            return [];
        }

        var selectors = _replicaSets.ControlledBy(owner.Uid).Select(_kind.SelectorOf).ToArray();
        return _pods.InNamespace(replicaSet.Namespace).Where(p => selectors.Any(s => s.Matches(p.Labels)));
    }

    private async Task UpdateStatusAsync(string key, KubeObject replicaSet, MapValue status)
    {
        var observed = status.With("observedGeneration", replicaSet.Generation);
        if (replicaSet.Status is { } old && old.Without("observedGeneration").Equals(status.Without("observedGeneration"))
            && replicaSet.Status.Int64At("observedGeneration") == replicaSet.Generation)
        {
            return;
        }

        KubeObject updated;
        try
        {
            updated = await _client.UpdateStatusAsync(_kind.Resource, replicaSet.With("status", observed));
        }
        catch (ApiException)
        {
            // The cache was old: once more on what the server has.
            var live = await _client.GetAsync(_kind.Resource, replicaSet.Key);
            updated = await _client.UpdateStatusAsync(_kind.Resource, live.With("status", observed));
        }

        _written.WroteAt(key, replicaSet.Uid, _replicaSets, updated);
    }

    /// <summary>Comes back when the next Pod has been ready for minReadySeconds.</summary>
    private void RecheckAvailability(string key, KubeObject replicaSet, IReadOnlyList<KubeObject> active)
    {
        var minReadySeconds = replicaSet.Root.Int64At("spec", "minReadySeconds") ?? 0;
        if (minReadySeconds == 0)
        {
            return;
        }

        var next = active.Select(PodView.Of)
            .Where(p => p.IsReady && !p.IsAvailable(minReadySeconds, Loop.Now))
            .Min(p => p.ReadySince);
        if (next is { } since)
        {
            Queue.AddAfter(key, since.AddSeconds(minReadySeconds) - Loop.Now);
        }
    }

    private void OnPodAdded(KubeObject pod)
    {
        if (pod.IsBeingDeleted)
        {
            OnPodDeleted(pod);
        }
        else if (OwnerOf(pod) is { } owner)
        {
            _expectations.CreationObserved(owner);
            Queue.Add(owner);
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
            if (!old.Labels.Equals(pod.Labels))
            {
                OnPodDeleted(old);
            }

            return;
        }

        var isOwnerChanged = old.ControllerRef?.Uid != pod.ControllerRef?.Uid;
        if (isOwnerChanged && OwnerOf(old) is { } former)
        {
            Queue.Add(former);
        }

        if (pod.ControllerRef is not null)
        {
            if (OwnerOf(pod) is { } owner)
            {
                Queue.Add(owner);
            }
        }
        else if (isOwnerChanged || !old.Labels.Equals(pod.Labels))
        {
            EnqueueMatching(pod);
        }
    }

    private void OnPodDeleted(KubeObject pod)
    {
        if (OwnerOf(pod) is { } owner)
        {
            _expectations.DeletionObserved(owner, pod.Uid);
            Queue.Add(owner);
        }
    }

    /// <summary>The key of the ReplicaSet that controls the Pod, where it is still that one.</summary>
    private string? OwnerOf(KubeObject pod)
    {
        if (pod.ControllerRef is not { } controller || controller.Kind != _kind.Resource.Kind)
        {
            return null;
        }

        var key = new ObjectKey(pod.Namespace, controller.Name);
        return _replicaSets.Get(key)?.Uid == controller.Uid ? key.ToString() : null;
    }

    private void EnqueueMatching(KubeObject pod)
    {
        foreach (var replicaSet in _replicaSets.InNamespace(pod.Namespace))
        {
            if (_kind.SelectorOf(replicaSet).Matches(pod.Labels))
            {
                Queue.Add(replicaSet);
            }
        }
    }
}
