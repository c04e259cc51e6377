using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Deployments;

/// <summary>
/// One sync of one Deployment, from the caches as they are (syncDeployment in pkg/controller/deployment).
/// Every write is awaited; the state in between is what others may see.
/// </summary>
internal sealed class DeploymentSync
{
    private readonly EventLoop _loop;
    private readonly ApiClient _client;
    private readonly NewReplicaSet _newReplicaSet;
    private readonly ReplicaSetScaling _scaling;
    private readonly Informer _pods;
    private readonly IReadOnlyList<KubeObject> _owned;

    /// <summary>The Deployment as this sync sees it: what it writes to the status is not read back.</summary>
    private KubeObject _deployment;

    public DeploymentSync(
        EventLoop loop, ApiClient client, EventRecorder recorder, KubeObject deployment, IReadOnlyList<KubeObject> owned, Informer replicaSets, Informer pods)
    {
        _loop = loop;
        _client = client;
        _deployment = deployment;
        _owned = owned;
        _pods = pods;
        _newReplicaSet = new NewReplicaSet(loop, client, recorder, owned, replicaSets);
        _scaling = new ReplicaSetScaling(client, recorder);
    }

    /// <summary>When the progress deadline is to be looked at again.</summary>
    public TimeSpan? RecheckAfter { get; private set; }

    private DeploymentView View => DeploymentView.Of(_deployment);

    public async Task RunAsync()
    {
        if (_deployment.IsBeingDeleted)
        {
            var found = await FindAsync(create: false);
            await WriteStatusAsync(found.All, found.Newest);
            return;
        }

        await CheckPausedAsync();
        if (View.IsPaused || await IsScalingAsync())
        {
            await ScaleAsync();
        }
        else if (View.IsRollingUpdate)
        {
            await RollAsync();
        }
        else
        {
            await RecreateAsync();
        }
    }

    private async Task<FoundReplicaSets> FindAsync(bool create)
    {
        var newest = _newReplicaSet.FindExisting(_deployment);
        var old = _owned.Where(rs => rs.Uid != newest?.Uid).ToArray();
        (_deployment, newest) = await _newReplicaSet.SyncAsync(_deployment, newest, old, create);
        return new FoundReplicaSets(newest, old);
    }

    /// <summary>A pause is noted as a condition, so that the time paused does not count against the deadline.</summary>
    private async Task CheckPausedAsync()
    {
        var conditions = _deployment.Root.ListAt("status", "conditions");
        var reason = Conditions.Find(conditions, DeploymentConditions.Progressing).StringAt("reason");
        if (View.ProgressDeadline is null || reason == "ProgressDeadlineExceeded" || View.IsPaused == (reason == "DeploymentPaused"))
        {
            return;
        }

        var (why, message) = View.IsPaused ? ("DeploymentPaused", "Deployment is paused") : ("DeploymentResumed", "Deployment is resumed");
        var condition = DeploymentConditions.New(DeploymentConditions.Progressing, "Unknown", why, message, _loop.Now);
        _deployment = _deployment.With("status", (_deployment.Status ?? MapValue.Empty).With("conditions", DeploymentConditions.Set(conditions, condition)));
        await _client.UpdateStatusAsync(Resources.Deployments, _deployment);
    }

    private async Task<bool> IsScalingAsync()
    {
        var found = await FindAsync(create: false);
        return found.Active.Any(rs => ReplicaSetView.Of(rs).Desired is { } desired && desired != View.Replicas);
    }

    private async Task ScaleAsync()
    {
        var found = await FindAsync(create: false);
        await ScaleAsync(found);
        if (View.IsPaused)
        {
            await RevisionHistory.CleanUpAsync(_client, found.Old, View.RevisionHistoryLimit);
        }

        await WriteStatusAsync(found.All, found.Newest);
    }

    /// <summary>One active ReplicaSet takes it all; several share, so that no version is favoured by the scaling.</summary>
    private async Task ScaleAsync(FoundReplicaSets found)
    {
        var active = found.Active.ToArray();
        if (active.Length <= 1)
        {
            var only = active.Length == 1 ? active[0] : found.Newest ?? found.Old.OrderDescending(CreationOrder.Instance).FirstOrDefault();
            if (only is not null)
            {
                await ApplyAsync([(only, View.Replicas)]);
            }
        }
        else if (IsSaturated(found.Newest))
        {
            await ApplyAsync([.. found.ActiveOld.Select(rs => (rs, 0))]);
        }
        else if (View.IsRollingUpdate)
        {
            await ApplyAsync(Rollout.ScaleInProportion(_deployment, active), forced: true);
        }
    }

    private bool IsSaturated(KubeObject? newest)
    {
        if (newest is null)
        {
            return false;
        }

        var view = ReplicaSetView.Of(newest);
        return view.Replicas == View.Replicas && view.Desired == View.Replicas && view.Available == View.Replicas;
    }

    private async Task RollAsync()
    {
        var found = await FindAsync(create: true);
        if (!await ScaleUpNewAsync(found) && !await ScaleDownOldAsync(found))
        {
            await CleanUpWhenCompleteAsync(found);
        }

        await WriteRolloutStatusAsync(found);
    }

    private async Task<bool> ScaleUpNewAsync(FoundReplicaSets found)
    {
        var newest = ReplicaSetView.Of(found.Newest!);
        var target = newest.Replicas >= View.Replicas ? View.Replicas : Rollout.NewReplicaCount(View, found.Views, newest.Replicas);
        if (target == newest.Replicas)
        {
            return false;
        }

        await ApplyAsync([(found.Newest!, target)]);
        return true;
    }

    /// <summary>Whether anything shrank. A refusal, such as a conflict, counts as no: the status is written all the same, and what refused brings the next sync.</summary>
    private async Task<bool> ScaleDownOldAsync(FoundReplicaSets found)
    {
        var newest = ReplicaSetView.Of(found.Newest!);
        var max = Rollout.MaxScaledDown(View, found.Views, newest);
        if (!found.ActiveOld.Any() || max <= 0)
        {
            return false;
        }

        try
        {
            var (unhealthy, isStatusBehind) = Rollout.CleanUpUnhealthy(found.ActiveOld, max);
            var cleaned = await ApplyAsync(unhealthy);
            if (isStatusBehind)
            {
                return false;
            }

            var left = found.ActiveOld.Select(rs => cleaned.FirstOrDefault(c => c.Uid == rs.Uid) ?? rs).ToArray();
            var surplus = Rollout.ScaleDownOld(View, newest, left);
            await ApplyAsync(surplus);
            return unhealthy.Count + surplus.Count > 0;
        }
        catch (ApiException)
        {
            return false;
        }
    }

    private async Task RecreateAsync()
    {
        var found = await FindAsync(create: false);
        var active = found.ActiveOld.ToArray();
        if (active.Length > 0)
        {
            await ApplyAsync([.. active.Select(rs => (rs, 0))]);
        }
        else if (!AreOldPodsRunning(found))
        {
            if (found.Newest is null)
            {
                found = await FindAsync(create: true);
            }

            await ApplyAsync([(found.Newest!, View.Replicas)]);
            await CleanUpWhenCompleteAsync(found);
        }

        await WriteRolloutStatusAsync(found);
    }

    private bool AreOldPodsRunning(FoundReplicaSets found) =>
        found.Old.Any(rs => ReplicaSetView.Of(rs).ActualReplicas > 0)
        || found.Old.Any(rs => _pods.ControlledBy(rs.Uid).Any(p => !PodView.Of(p).IsTerminal));

    /// <summary>
    /// Writes the sizes that differ, and gives the ReplicaSets as they are then. A status written in the same sync still counts what the
    /// cache had before, as the real one's does.
    /// </summary>
    private async Task<IReadOnlyList<KubeObject>> ApplyAsync(IReadOnlyList<(KubeObject ReplicaSet, int Replicas)> sizes, bool forced = false)
    {
        var scaled = new List<KubeObject>();
        foreach (var (replicaSet, replicas) in sizes)
        {
            if (forced || ReplicaSetView.Of(replicaSet).Replicas != replicas)
            {
                scaled.Add(await _scaling.ScaleAsync(_deployment, replicaSet, replicas));
            }
        }

        return scaled;
    }

    private async Task CleanUpWhenCompleteAsync(FoundReplicaSets found)
    {
        if (DeploymentStatus.IsComplete(_deployment, _deployment.Status ?? MapValue.Empty))
        {
            await RevisionHistory.CleanUpAsync(_client, found.Old, View.RevisionHistoryLimit);
        }
    }

    private async Task WriteRolloutStatusAsync(FoundReplicaSets found)
    {
        var status = DeploymentStatus.Calculate(_deployment, found.Views, found.NewestView, _loop.Now);
        status = DeploymentStatus.WithProgress(_deployment, status, found.Newest, _loop.Now);
        status = DeploymentStatus.WithFailures(status, found.All, found.Newest, _loop.Now);
        if (_deployment.Status is { } old && old.Equals(status))
        {
            RecheckAfter = DeploymentStatus.RecheckAfter(_deployment, status, _loop.Now);
            return;
        }

        await _client.UpdateStatusAsync(Resources.Deployments, _deployment.With("status", status));
    }

    private async Task WriteStatusAsync(IReadOnlyList<KubeObject> all, KubeObject? newest)
    {
        var status = DeploymentStatus.Calculate(
            _deployment, [.. all.Select(ReplicaSetView.Of)], newest is null ? null : ReplicaSetView.Of(newest), _loop.Now);
        if (_deployment.Status is null || !_deployment.Status.Equals(status))
        {
            await _client.UpdateStatusAsync(Resources.Deployments, _deployment.With("status", status));
        }
    }
}
