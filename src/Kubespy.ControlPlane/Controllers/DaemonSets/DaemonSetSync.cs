using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.DaemonSets;

/// <summary>
/// One sync of one DaemonSet (syncDaemonSet in pkg/controller/daemon): the number of Pods on each node first, then their revision, then the
/// status. Each step looks at the cache as it is then.
/// </summary>
internal sealed class DaemonSetSync(
    EventLoop loop, ApiClient client, EventRecorder recorder, KubeObject set, Informer nodes, Informer pods, Informer revisions,
    Expectations expectations, FailedPodBackoff backoff)
{
    /// <summary>At most so many Pods are created, and as many deleted, at once.</summary>
    private const int Burst = 250;

    private readonly string _key = set.Key.ToString();
    private readonly DaemonSetView _view = DaemonSetView.Of(set);

    /// <summary>Told of each Pod that was written.</summary>
    public required Action<KubeObject> WrotePod { get; init; }

    /// <summary>Told of the DaemonSet as its status left it.</summary>
    public required Action<KubeObject> WroteStatus { get; init; }

    /// <summary>Asked to come back later.</summary>
    public required Action<TimeSpan> Recheck { get; init; }

    public async Task RunAsync()
    {
        var history = new DaemonSetHistory(client, revisions, set);
        var hash = await history.FindAsync(async () => await ClaimAsync());
        if (!expectations.AreSatisfied(_key))
        {
            await UpdateStatusAsync(hash, isObserved: false);
            return;
        }

        ApiException? failure = null;
        try
        {
            await UpdateAsync(hash, history);
        }
        catch (ApiException e)
        {
            failure = e;
        }

        await UpdateStatusAsync(hash, isObserved: true);
        if (failure is not null)
        {
            throw failure;
        }
    }

    private async Task UpdateAsync(string hash, DaemonSetHistory history)
    {
        await ManageAsync(hash);
        if (expectations.AreSatisfied(_key) && _view.IsRollingUpdate)
        {
            await ApplyAsync(new DaemonRollout(set, await PodsByNodeAsync(), nodes.All, hash, loop.Now).Calculate(), hash);
        }

        // Those that have ended and are on their way out count here: their revision is not gone yet.
        await history.CleanUpAsync(await ClaimAsync());
    }

    private async Task ManageAsync(string hash)
    {
        var placement = new DaemonPlacement(set, await PodsByNodeAsync(), hash, loop.Now);
        var plan = placement.Calculate(nodes.All);
        await ApplyAsync(plan with { Doomed = [.. plan.Doomed, .. placement.Ended.Where(e => MayDelete(e.Pod, e.Node)).Select(e => e.Pod)] }, hash);
    }

    /// <summary>Whether a Pod that has ended may go now, and says so.</summary>
    private bool MayDelete(KubeObject pod, string node)
    {
        if (PodView.Of(pod).Phase == "Succeeded")
        {
            recorder.Event(set, "Normal", "SucceededDaemonPod", $"Found succeeded daemon pod {pod.Key} on node {node}, will try to delete it");
            return true;
        }

        if (backoff.Next($"{set.Uid}/{set.Status.Int64At("observedGeneration") ?? 0}/{node}") is { } delay)
        {
            Recheck(delay);
            return false;
        }

        recorder.Event(set, "Warning", "FailedDaemonPod", $"Found failed daemon pod {pod.Key} on node {node}, will try to kill it");
        return true;
    }

    private async Task<IReadOnlyList<KubeObject>> ClaimAsync() =>
        await new OwnerClaim(client, Resources.DaemonSets, set, _view.Selector) { Adopted = WrotePod }
            .ClaimAsync(Resources.Pods, pods.ControlledBy(set.Uid).Concat(pods.Orphans(set.Namespace)));

    /// <summary>The Pods by node, without those that have ended and are on their way out: they are no longer in the way.</summary>
    private async Task<IReadOnlyDictionary<string, List<KubeObject>>> PodsByNodeAsync()
    {
        var byNode = new Dictionary<string, List<KubeObject>>(StringComparer.Ordinal);
        foreach (var pod in await ClaimAsync())
        {
            if ((pod.IsBeingDeleted && PodView.Of(pod).IsTerminal) || DaemonPod.NodeOf(pod) is not { } node)
            {
                continue;
            }

            if (!byNode.TryGetValue(node, out var there))
            {
                byNode[node] = there = [];
            }

            there.Add(pod);
        }

        return byNode;
    }

    /// <summary>Creates in batches that grow while all goes well, then deletes at once (syncNodes).</summary>
    private async Task ApplyAsync(DaemonPlan plan, string hash)
    {
        var (count, doomed) = (Math.Min(plan.Nodes.Count, Burst), plan.Doomed.Take(Burst).ToArray());
        expectations.Expect(_key, count, doomed.Select(p => p.Uid));
        var (successes, failure) = await SlowStart.RunAsync(count, i => CreateAsync(DaemonPod.New(set, hash, plan.Nodes[i])));
        for (var missing = count - successes; missing > 0; missing--)
        {
            expectations.CreationObserved(_key);
        }

        foreach (var (pod, call) in doomed.Select(p => (p, client.DeleteAsync(Resources.Pods, p.Key, DeleteOptions.Default))).ToArray())
        {
            try
            {
                await call;
                recorder.Event(set, "Normal", "SuccessfulDelete", $"Deleted pod: {pod.Name}");
            }
            catch (ApiException e)
            {
                expectations.DeletionObserved(_key, pod.Uid);
                if (!e.IsNotFound)
                {
                    recorder.Event(set, "Warning", "FailedDelete", $"Error deleting: {e.Status.Message}");
                    failure ??= e;
                }
            }
        }

        if (failure is not null)
        {
            throw failure;
        }
    }

    private async Task CreateAsync(KubeObject pod)
    {
        try
        {
            var created = await client.CreateAsync(Resources.Pods, pod);
            WrotePod(created);
            recorder.Event(set, "Normal", "SuccessfulCreate", $"Created pod: {created.Name}");
        }
        catch (ApiException e) when (!NamespaceTermination.IsCauseOf(e))
        {
            recorder.Event(set, "Warning", "FailedCreate", $"Error creating: {e.Status.Message}");
            throw;
        }
        catch (ApiException)
        {
            // The namespace goes, and the DaemonSet with it.
        }
    }

    private async Task UpdateStatusAsync(string hash, bool isObserved)
    {
        var status = DaemonSetStatus.Calculate(set, await PodsByNodeAsync(), nodes.All, hash, loop.Now);
        if (status.DiffersFrom(set))
        {
            long? generation = isObserved ? set.Generation : null;
            KubeObject written;
            try
            {
                written = await client.UpdateStatusAsync(Resources.DaemonSets, set.With("status", status.In(set.Status, generation)));
            }
            catch (ApiException)
            {
                // The cache was old: once more on what the server has.
                var live = await client.GetAsync(Resources.DaemonSets, set.Key);
                written = await client.UpdateStatusAsync(Resources.DaemonSets, live.With("status", status.In(live.Status, generation)));
            }

            WroteStatus(written);
        }

        if (_view.MinReadySeconds > 0 && status.Ready != status.Available)
        {
            Recheck(TimeSpan.FromSeconds(_view.MinReadySeconds));
        }
    }
}
