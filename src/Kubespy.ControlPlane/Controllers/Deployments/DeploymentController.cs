using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Deployments;

/// <summary>
/// Moves a Deployment's ReplicaSets to what its spec asks for (pkg/controller/deployment/deployment_controller.go):
/// which keys are synced and when. What a sync does is <see cref="DeploymentSync"/>.
/// </summary>
public class DeploymentController : Controller
{
    private const int Workers = 5;

    private readonly ApiClient _client;
    private readonly EventRecorder _recorder;
    private readonly Informer _deployments;
    private readonly Informer _replicaSets;
    private readonly Informer _pods;

    public DeploymentController(EventLoop loop, InformerFactory informers, ApiClient client, EventRecorder recorder)
        : base(loop, Workers)
    {
        _client = client;
        _recorder = recorder;
        _deployments = informers.For(Resources.Deployments);
        _replicaSets = informers.For(Resources.ReplicaSets);
        _pods = informers.For(Resources.Pods);
        _deployments.AddHandler(InformerHandler.WhenChanged(Queue.Add));
        _replicaSets.AddHandler(new InformerHandler { Added = OnReplicaSetAdded, Updated = OnReplicaSetUpdated, Deleted = OnReplicaSetDeleted });
        _pods.AddHandler(new InformerHandler { Deleted = OnPodDeleted });
    }

    /// <summary>After that, 82 seconds later, a Deployment waits for the next change.</summary>
    protected override int MaxRetries => 15;

    /// <summary>The Deployment as its sync sees it: as the cache has it.</summary>
    protected virtual KubeObject? Read(string key) => _deployments.Get(key);

    protected override async Task SyncAsync(string key)
    {
        if (Read(key) is not { } deployment)
        {
            return;
        }

        if (DeploymentView.Of(deployment).Selector.IsEverything)
        {
            await RefuseAsync(deployment);
            return;
        }

        var claim = new OwnerClaim(_client, Resources.Deployments, deployment, DeploymentView.Of(deployment).Selector);
        var candidates = _replicaSets.ControlledBy(deployment.Uid).Concat(_replicaSets.Orphans(deployment.Namespace));
        var owned = await claim.ClaimAsync(Resources.ReplicaSets, candidates);
        var sync = new DeploymentSync(Loop, _client, _recorder, deployment, owned, _replicaSets, _pods);
        await sync.RunAsync();
        Recheck(key, sync);
    }

    private async Task RefuseAsync(KubeObject deployment)
    {
        _recorder.Event(deployment, "Warning", "SelectingAll", "This deployment is selecting all pods. A non-empty selector is required.");
        if ((deployment.Status.Int64At("observedGeneration") ?? 0) < deployment.Generation)
        {
            await _client.UpdateStatusAsync(
                Resources.Deployments, deployment.With("status", (deployment.Status ?? MapValue.Empty).With("observedGeneration", deployment.Generation)));
        }
    }

    /// <summary>Comes back when the progress deadline may have passed.</summary>
    private void Recheck(string key, DeploymentSync sync)
    {
        if (sync.RecheckAfter is not { } after)
        {
            return;
        }

        if (after < TimeSpan.FromSeconds(1))
        {
            Queue.AddRateLimited(key);
        }
        else
        {
            Queue.AddAfter(key, after + TimeSpan.FromSeconds(1));
        }
    }

    private void OnReplicaSetAdded(KubeObject replicaSet)
    {
        if (replicaSet.IsBeingDeleted)
        {
            OnReplicaSetDeleted(replicaSet);
        }
        else if (replicaSet.ControllerRef is not null)
        {
            EnqueueOwner(replicaSet);
        }
        else
        {
            EnqueueMatching(replicaSet);
        }
    }

    private void OnReplicaSetUpdated(KubeObject old, KubeObject replicaSet)
    {
        var isOwnerChanged = old.ControllerRef?.Uid != replicaSet.ControllerRef?.Uid;
        if (isOwnerChanged)
        {
            EnqueueOwner(old);
        }

        if (replicaSet.ControllerRef is not null)
        {
            EnqueueOwner(replicaSet);
        }
        else if (isOwnerChanged || !old.Labels.Equals(replicaSet.Labels))
        {
            EnqueueMatching(replicaSet);
        }
    }

    private void OnReplicaSetDeleted(KubeObject replicaSet) => EnqueueOwner(replicaSet);

    /// <summary>A Recreate rollout waits for the last old Pod.</summary>
    private void OnPodDeleted(KubeObject pod)
    {
        if (pod.ControllerRef is { Kind: "ReplicaSet" } controller
            && _replicaSets.Get(new ObjectKey(pod.Namespace, controller.Name)) is { } replicaSet
            && OwnerOf(replicaSet) is { } deployment
            && !DeploymentView.Of(deployment).IsRollingUpdate
            && _replicaSets.ControlledBy(deployment.Uid).All(rs => _pods.ControlledBy(rs.Uid).Count == 0))
        {
            Queue.Add(deployment);
        }
    }

    private void EnqueueOwner(KubeObject replicaSet)
    {
        if (OwnerOf(replicaSet) is { } deployment)
        {
            Queue.Add(deployment);
        }
    }

    private KubeObject? OwnerOf(KubeObject replicaSet) =>
        replicaSet.ControllerRef is { Kind: "Deployment" } controller
        && _deployments.Get(new ObjectKey(replicaSet.Namespace, controller.Name)) is { } deployment
        && deployment.Uid == controller.Uid
            ? deployment
            : null;

    private void EnqueueMatching(KubeObject replicaSet)
    {
        foreach (var deployment in _deployments.InNamespace(replicaSet.Namespace))
        {
            if (DeploymentView.Of(deployment).Selector.Matches(replicaSet.Labels))
            {
                Queue.Add(deployment);
            }
        }
    }
}
