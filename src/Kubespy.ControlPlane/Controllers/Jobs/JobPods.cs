using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.ControlPlane.Controllers.ReplicaSets;
using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Controllers.Jobs;

/// <summary>Keeps as many Pods of a Job active as it asks for, or deletes all (manageJob and deleteActivePods in pkg/controller/job).</summary>
internal sealed class JobPods(EventLoop loop, JobPodControl control, Expectations expectations, JobScene scene, Action<TimeSpan> recheck)
{
    /// <summary>At most so many Pods are created or deleted in one sync.</summary>
    private const int Burst = 500;

    private readonly KubeObject _job = scene.Job;
    private readonly JobView _view = scene.View;
    private readonly string _key = scene.Job.Key.ToString();

    /// <summary>Deletes all active Pods and leaves their finalizers, so that they are counted. Whether all were deleted, and what refused.</summary>
    public async Task<(bool AreAllDeleted, ApiException? Failure)> DeleteAllAsync()
    {
        ApiException? failure = null;
        var deleted = 0;
        foreach (var (pod, call) in scene.ActivePods.Select(p => (p, control.DeleteAsync(_job, p))).ToArray())
        {
            var refusal = await call;
            failure ??= refusal;
            deleted += refusal is null ? 1 : 0;
            scene.Ready -= PodView.Of(pod).IsReady ? 1 : 0;
        }

        var areAll = deleted == scene.Active;
        scene.Active -= deleted;
        scene.Terminating += deleted;
        return (areAll, failure);
    }

    /// <summary>Deletes what is too many; only where nothing is, creates what is missing.</summary>
    public async Task<ApiException?> ManageAsync()
    {
        var surplus = ForRemoval(_view.IsSuspended ? scene.Active : Math.Max(0, scene.Active - Wanted()));
        if (surplus.Count > 0 || _view.IsSuspended)
        {
            return await RemoveAsync(_view.IsSuspended ? surplus : [.. surplus.Take(Burst)]);
        }

        var missing = Wanted() - (_view.ReplacesOnlyFailed ? scene.Terminating : 0) - scene.Active;
        return missing > 0 ? await CreateAsync(Math.Min(missing, Burst)) : null;
    }

    private int Wanted() => _view.Completions is { } completions
        ? Math.Clamp(completions - scene.Succeeded, 0, _view.Parallelism)
        : scene.Succeeded > 0 ? scene.Active : _view.Parallelism;

    /// <summary>Those of no index, of one that is not, or of one twice; then those that are least far.</summary>
    private List<KubeObject> ForRemoval(int atLeast)
    {
        var doomed = new List<KubeObject>();
        var left = scene.ActivePods.ToList();
        if (_view.IsIndexed)
        {
            left = [];
            foreach (var same in scene.ActivePods.GroupBy(JobPod.IndexOf).OrderBy(g => g.Key))
            {
                if (same.Key == JobPod.NoIndex || same.Key >= _view.Completions)
                {
                    doomed.AddRange(same);
                    continue;
                }

                var ranked = Ranked(same);
                doomed.AddRange(ranked.SkipLast(1));
                left.Add(ranked[^1]);
            }
        }

        doomed.AddRange(Ranked(left).Take(Math.Max(0, atLeast - doomed.Count)));
        return doomed;
    }

    private List<KubeObject> Ranked(IEnumerable<KubeObject> pods)
    {
        var ranked = pods.ToList();
        ranked.Sort((a, b) => PodRanking.Compare(a, b, new Dictionary<string, int>(), loop.Now));
        return ranked;
    }

    /// <summary>Deletes Pods that do not count: their finalizers go first.</summary>
    private async Task<ApiException?> RemoveAsync(List<KubeObject> doomed)
    {
        expectations.ExpectDeletions(_key, doomed.Select(p => p.Uid));
        ApiException? failure = null;
        foreach (var (pod, call) in doomed.Select(p => (p, RemoveAsync(p))).ToArray())
        {
            var refusal = await call;
            if (refusal is not null)
            {
                expectations.DeletionObserved(_key, pod.Uid);
                failure ??= refusal;
                continue;
            }

            scene.Active--;
            scene.Terminating++;
            scene.Ready -= PodView.Of(pod).IsReady ? 1 : 0;
        }

        return failure;
    }

    private async Task<ApiException?> RemoveAsync(KubeObject pod)
    {
        try
        {
            await control.ReleaseAsync(_job, pod);
            return await control.DeleteAsync(_job, pod);
        }
        catch (ApiException e)
        {
            return new ApiException(e.Status with { Message = $"removing completion finalizer: {e.Status.Message}" });
        }
    }

    private async Task<ApiException?> CreateAsync(int count)
    {
        var remaining = _view.BackoffLimitPerIndex is null ? scene.Backoff.Remaining(loop.Now) : TimeSpan.Zero;
        IReadOnlyList<int> indexes = [];
        if (_view.IsIndexed && remaining == TimeSpan.Zero)
        {
            indexes = Missing(count);
            if (_view.BackoffLimitPerIndex is not null)
            {
                (indexes, remaining) = Due(indexes);
            }

            count = indexes.Count;
        }

        if (remaining > TimeSpan.Zero)
        {
            // As the real one has it, none counts as active meanwhile.
            scene.Active = 0;
            recheck(remaining < JobController.Batch ? JobController.Batch : remaining);
            return null;
        }

        expectations.ExpectCreations(_key, count);
        var (successes, failure) = await SlowStart.RunAsync(count, i =>
        {
            var index = _view.IsIndexed ? indexes[i] : JobPod.NoIndex;
            return control.CreateAsync(_job, JobPod.New(_job, index, scene.Kept.GetValueOrDefault(index)));
        });
        for (var missing = count - successes; missing > 0; missing--)
        {
            expectations.CreationObserved(_key);
        }

        scene.Active += successes;
        return failure;
    }

    /// <summary>The lowest indexes that no Pod runs and that are not settled.</summary>
    private IReadOnlyList<int> Missing(int count)
    {
        var running = scene.ActivePods.Concat(_view.ReplacesOnlyFailed ? scene.Pods.Where(p => PodView.Of(p).IsTerminating) : []);
        var taken = scene.SucceededIndexes.Union(IndexSet.Of(running.Select(JobPod.IndexOf).Where(i => i != JobPod.NoIndex))).Union(scene.FailedIndexes ?? IndexSet.Empty);
        return taken.FirstMissing(count, _view.Completions ?? 0);
    }

    /// <summary>Those whose last failure is long enough ago; where none is, how long the first has to wait.</summary>
    private (IReadOnlyList<int> Indexes, TimeSpan Remaining) Due(IReadOnlyList<int> indexes)
    {
        var waits = indexes.ToDictionary(i => i, i => scene.Kept.TryGetValue(i, out var failed)
            ? JobBackoff.Remaining(JobPod.AllFailuresOf(failed) + 1, JobPod.FinishedAt(failed), loop.Now)
            : TimeSpan.Zero);
        int[] due = [.. indexes.Where(i => waits[i] == TimeSpan.Zero)];
        return (due, due.Length > 0 || waits.Count == 0 ? TimeSpan.Zero : waits.Values.Min());
    }
}
