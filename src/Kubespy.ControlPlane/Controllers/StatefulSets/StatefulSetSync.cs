using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.History;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Controllers.StatefulSets;

/// <summary>
/// One sync of one StatefulSet, from the caches as they are (pkg/controller/statefulset/stateful_set_control.go): the Pods of its ordinals first,
/// then those beyond them, then those of an older revision; the status whatever comes of it.
/// </summary>
internal sealed class StatefulSetSync
{
    /// <summary>At most so many calls at once where Pods are not waited for.</summary>
    private const int Burst = 500;

    private readonly KubeObject _set;
    private readonly StatefulSetView _view;
    private readonly IReadOnlyList<KubeObject> _pods;
    private readonly StatefulPodControl _control;
    private readonly StatefulSetRevisions _revisions;
    private readonly DateTimeOffset _now;

    private KubeObject[] _replicas = [];
    private KubeObject[] _condemned = [];
    private KubeObject? _firstUnavailable;
    private KubeObject _updateSet;

    public StatefulSetSync(KubeObject set, IReadOnlyList<KubeObject> pods, StatefulPodControl control, ControllerHistory history, DateTimeOffset now)
    {
        _set = set;
        _updateSet = set;
        _view = StatefulSetView.Of(set);
        _pods = pods;
        _control = control;
        _revisions = new StatefulSetRevisions(history, set);
        _now = now;
    }

    private string CurrentRevision => _revisions.Current!.Name;

    private string UpdateRevision => _revisions.Update!.Name;

    /// <summary>What the status became.</summary>
    /// <param name="write">Writes the status.</param>
    /// <exception cref="ApiException">Something was refused: the sync comes again.</exception>
    public async Task<StatefulSetStatus> RunAsync(Func<StatefulSetStatus, Task> write)
    {
        StatefulSetStatus? status = null;
        ApiException? failure = null;
        try
        {
            await _revisions.FindAsync();
            (status, failure) = await UpdateAsync();
            status = status.Completed(_view);
            await write(status);
        }
        catch (ApiException e)
        {
            failure ??= e;
        }

        await _revisions.TruncateAsync(_pods);
        return failure is null ? status! : throw failure;
    }

    private async Task<(StatefulSetStatus Status, ApiException? Failure)> UpdateAsync()
    {
        var status = new StatefulSetStatus
        {
            ObservedGeneration = _set.Generation,
            CurrentRevision = CurrentRevision,
            UpdateRevision = UpdateRevision,
            CollisionCount = _revisions.CollisionCount,
        };
        status = Counted(status, _pods);
        Sort();
        if (_set.IsBeingDeleted)
        {
            return (status, null);
        }

        foreach (var (count, step) in ((int, Func<int, Task<bool>>)[])[
            (_replicas.Length, ProcessReplicaAsync), (_condemned.Length, RetainCondemnedAsync), (_condemned.Length, ProcessCondemnedAsync)])
        {
            var (isOver, failure) = await RunForAllAsync(count, step);
            if (isOver)
            {
                return (Counted(status, _replicas.Concat(_condemned)), failure);
            }
        }

        return await ReplaceAsync(Counted(status, _replicas.Concat(_condemned)));
    }

    private StatefulSetStatus Counted(StatefulSetStatus status, IEnumerable<KubeObject> pods) =>
        status.Counted(pods, CurrentRevision, UpdateRevision, _view.MinReadySeconds, _now);

    /// <summary>One Pod an ordinal, made up where there is none; beside them those that are to go, the highest ordinal first.</summary>
    private void Sort()
    {
        var currentSet = StatefulSetRevisions.Restore(_set, _revisions.Current!);
        _updateSet = StatefulSetRevisions.Restore(_set, _revisions.Update!);
        var byOrdinal = _pods.ToLookup(StatefulPod.OrdinalOf);
        _replicas = [.. Enumerable.Range(_view.Start, _view.Replicas).Select(ordinal =>
            byOrdinal[ordinal].LastOrDefault() ?? StatefulPod.New(currentSet, _updateSet, CurrentRevision, UpdateRevision, ordinal))];
        _condemned = [.. _pods.Where(p => StatefulPod.OrdinalOf(p) is >= 0 and var o && !_view.IsInRange(o)).OrderByDescending(StatefulPod.OrdinalOf)];
        _firstUnavailable = _replicas.FirstOrDefault(IsUnavailable) ?? _condemned.LastOrDefault(IsUnavailable);
    }

    /// <summary>In order, and no further than the first that must be waited for; or all at once. Whether this was all for now.</summary>
    private async Task<(bool IsOver, ApiException? Failure)> RunForAllAsync(int count, Func<int, Task<bool>> step)
    {
        if (_view.IsParallel)
        {
            var (_, failure) = await SlowStart.RunAsync(count, step, Burst);
            return (failure is not null, failure);
        }

        try
        {
            for (var i = 0; i < count; i++)
            {
                if (await step(i))
                {
                    return (true, null);
                }
            }

            return (false, null);
        }
        catch (ApiException e)
        {
            return (true, e);
        }
    }

    /// <summary>Whether the next ordinal has to wait.</summary>
    private async Task<bool> ProcessReplicaAsync(int index)
    {
        var pod = _replicas[index];
        var view = PodView.Of(pod);
        if (view.IsTerminal)
        {
            // However it ended, it is made anew once it has gone.
            if (!pod.IsBeingDeleted)
            {
                await _control.DeleteAsync(_set, pod);
            }

            return true;
        }

        if (view.Phase.Length == 0)
        {
            if (_control.IsClaimStale(_set, pod))
            {
                return true;
            }

            await _control.CreateAsync(_set, pod);
            if (!_view.IsParallel)
            {
                return true;
            }
        }

        if (view.Phase == "Pending")
        {
            await _control.CreateMissingClaimsAsync(_set, pod);
        }

        if (!_view.IsParallel && (pod.IsBeingDeleted || view.Phase != "Running" || !view.IsAvailable(_view.MinReadySeconds, _now)))
        {
            return true;
        }

        if (!StatefulPod.HasIdentity(_set, pod) || !StatefulPod.HasStorage(_set, pod) || !_control.AreClaimsRetained(_updateSet, pod))
        {
            await _control.UpdateAsync(_updateSet, pod);
        }

        return false;
    }

    private async Task<bool> RetainCondemnedAsync(int index)
    {
        if (!_control.AreClaimsRetained(_updateSet, _condemned[index]))
        {
            await _control.RetainAsync(_updateSet, _condemned[index]);
        }

        return false;
    }

    /// <summary>Deletes it, unless one that goes already, or one that is not well, has to be waited for.</summary>
    private async Task<bool> ProcessCondemnedAsync(int index)
    {
        var pod = _condemned[index];
        if (pod.IsBeingDeleted)
        {
            return !_view.IsParallel;
        }

        var view = PodView.Of(pod);
        var isWell = view.Phase == "Running" && view.IsAvailable(_view.MinReadySeconds, _now);
        if (isWell || _view.IsParallel || ReferenceEquals(pod, _firstUnavailable))
        {
            await _control.DeleteAsync(_set, pod);
        }

        return true;
    }

    /// <summary>
    /// Deletes the highest ordinal that is not of the newest revision, one at a time: 1.36 leaves maxUnavailable out unless its gate is set
    /// (MaxUnavailableStatefulSet).
    /// </summary>
    private async Task<(StatefulSetStatus Status, ApiException? Failure)> ReplaceAsync(StatefulSetStatus status)
    {
        if (_view.UpdateStrategy == "OnDelete")
        {
            return (status, null);
        }

        for (var target = _replicas.Length - 1; target >= (_view.Partition ?? 0); target--)
        {
            var pod = _replicas[target];
            if (StatefulPod.RevisionOf(pod) != UpdateRevision && !pod.IsBeingDeleted)
            {
                try
                {
                    await _control.DeleteAsync(_set, pod);
                    return (status with { Current = status.Current - 1 }, null);
                }
                catch (ApiException e)
                {
                    return (status, e);
                }
            }

            if (IsUnavailable(pod))
            {
                break;
            }
        }

        return (status, null);
    }

    private bool IsUnavailable(KubeObject pod) => pod.IsBeingDeleted || !PodView.Of(pod).IsAvailable(_view.MinReadySeconds, _now);
}
