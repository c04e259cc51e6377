using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Controllers.Jobs;

/// <summary>
/// Counts the Pods of a Job that have ended: their UIDs go into the status, then their finalizers go, then they count; so that a crash in between
/// loses none and counts none twice (trackJobStatusAndRemoveFinalizers in pkg/controller/job, KEP-2307). Then the Job may be finished.
/// </summary>
internal sealed class JobTracking(
    EventLoop loop, ApiClient client, EventRecorder recorder, JobPodControl control, JobMemory memory, Informer jobs, JobScene scene)
{
    /// <summary>So that the status stays small, and one large Job does not hold up the others.</summary>
    private const int MaxUncounted = 500;

    private readonly string _key = scene.Job.Key.ToString();
    private readonly JobStatus _status = scene.Status;
    private readonly HashSet<string> _withFinalizer = scene.Pods.Where(scene.IsTracked).Select(p => p.Uid).ToHashSet(StringComparer.Ordinal);

    /// <summary>The Job as the last write left it.</summary>
    private KubeObject _job = scene.Job;

    /// <param name="needsWrite">Whether something of the status has changed already.</param>
    public async Task RunAsync(bool needsWrite)
    {
        needsWrite |= _status.CountWithout(_withFinalizer);
        var (ended, isNews, isFull) = Collect();
        needsWrite |= isNews;
        if (scene.View.IsIndexed)
        {
            needsWrite |= NoteIndexes();
        }

        needsWrite |= NoteEnd();
        needsWrite = await FlushAsync(ended, needsWrite);
        var isFinished = !isFull && Finish();
        if (needsWrite || isFinished)
        {
            await WriteAsync();
            if (isFinished)
            {
                Tell();
                memory.Finished.Add(_job.Uid);
            }
        }
    }

    /// <summary>The Pods whose finalizers may go; their UIDs are put down to be counted, as far as they count.</summary>
    private (List<KubeObject> Ended, bool IsNews, bool IsFull) Collect()
    {
        var (ended, indexes, isNews) = (new List<KubeObject>(), new List<int>(), false);
        foreach (var pod in scene.View.IsIndexed ? scene.Pods.OrderBy(JobPod.IndexOf) : scene.Pods.AsEnumerable())
        {
            if (!scene.IsTracked(pod) || !MayGo(pod))
            {
                continue;
            }

            ended.Add(pod);
            isNews |= Count(pod, indexes);
            if (indexes.Count + _status.UncountedSucceeded.Count + _status.UncountedFailed.Count >= MaxUncounted)
            {
                return (ended, isNews, true);
            }
        }

        scene.SucceededIndexes = scene.SucceededIndexes.Union(IndexSet.Of(indexes));
        return (ended, isNews, false);
    }

    private bool Count(KubeObject pod, List<int> indexes)
    {
        var isValid = !scene.View.IsIndexed || JobPod.HasValidIndex(pod, scene.View);
        if (PodView.Of(pod).Phase == "Succeeded" && !_status.UncountedFailed.Contains(pod.Uid))
        {
            if (scene.View.IsIndexed)
            {
                // The index alone keeps it from being counted twice.
                var isNew = isValid && !scene.FormerIndexes.Contains(JobPod.IndexOf(pod));
                if (isNew)
                {
                    indexes.Add(JobPod.IndexOf(pod));
                }

                return isNew;
            }

            return AddTo(_status.UncountedSucceeded, pod.Uid);
        }

        var countsAsFailed = JobPod.IsFailed(pod, scene.View) || scene.End is { Type: not JobCondition.SuccessCriteriaMet };
        return countsAsFailed && isValid && !_status.UncountedFailed.Contains(pod.Uid) && FailurePolicy.Match(scene.View, pod).IsCounted
            && AddTo(_status.UncountedFailed, pod.Uid);
    }

    private static bool AddTo(List<string> uids, string uid)
    {
        if (uids.Contains(uid))
        {
            return false;
        }

        uids.Add(uid);
        return true;
    }

    private bool MayGo(KubeObject pod) =>
        scene.Job.IsBeingDeleted || scene.End is not null || PodView.Of(pod).Phase == "Succeeded"
        || (JobPod.IsFailed(pod, scene.View) && !(scene.Kept.TryGetValue(JobPod.IndexOf(pod), out var kept) && kept.Uid == pod.Uid));

    private bool NoteIndexes()
    {
        var (succeeded, failed) = (scene.SucceededIndexes.ToString(), scene.FailedIndexes?.ToString());
        var isChanged = succeeded != _status.CompletedIndexes || failed != _status.FailedIndexes;
        _status.Succeeded = scene.SucceededIndexes.Count;
        (_status.CompletedIndexes, _status.FailedIndexes) = (succeeded, failed);
        return isChanged;
    }

    /// <summary>How the Job will end is said before its Pods may go; that it has ended, after.</summary>
    private bool NoteEnd()
    {
        switch (scene.End)
        {
            case { Type: JobCondition.FailureTarget } target:
                _status.Conditions = _status.Conditions.Add(target.ToValue("True", loop.Now));
                scene.End = target with { Type = JobCondition.Failed };
                return true;
            case { Type: JobCondition.SuccessCriteriaMet } met:
                var isNew = JobCondition.Find(_status.Conditions, JobCondition.SuccessCriteriaMet) is null;
                _status.Conditions = isNew ? _status.Conditions.Add(met.ToValue("True", loop.Now)) : _status.Conditions;
                scene.End = met with { Type = JobCondition.Complete };
                return isNew;
            default:
                return false;
        }
    }

    /// <summary>Writes what is to be counted, takes the finalizers, counts. Whether there is more to be written.</summary>
    private async Task<bool> FlushAsync(List<KubeObject> ended, bool needsWrite)
    {
        if (needsWrite)
        {
            await WriteAsync();
            memory.Keep(_key, scene.Backoff);
            needsWrite = false;
        }

        var failure = await ReleaseAsync(ended);
        needsWrite |= _status.CountWithout(_withFinalizer);
        if (failure is not null)
        {
            if (needsWrite)
            {
                await WriteAsync();
            }

            throw failure;
        }

        return needsWrite;
    }

    private async Task<ApiException?> ReleaseAsync(List<KubeObject> ended)
    {
        memory.ExpectFinalizersGone(_key, ended.Select(p => p.Uid));
        ApiException? failure = null;
        foreach (var (pod, call) in ended.Select(p => (p, control.ReleaseAsync(scene.Job, p))).ToArray())
        {
            try
            {
                await call;
                _withFinalizer.Remove(pod.Uid);
            }
            catch (ApiException e)
            {
                memory.FinalizerGone(_key, pod.Uid);
                failure ??= e;
            }
        }

        return failure;
    }

    /// <summary>Complete or failed, once every Pod is counted and none is left on its way out.</summary>
    private bool Finish()
    {
        if (scene.End is not { } end || _status.UncountedSucceeded.Count + _status.UncountedFailed.Count > 0 || scene.Terminating > 0)
        {
            return false;
        }

        _status.Conditions = end.SetIn(_status.Conditions, "True", loop.Now);
        _status.CompletionTime = end.Type == JobCondition.Complete ? loop.Now : _status.CompletionTime;
        return true;
    }

    private void Tell()
    {
        if (scene.End!.Type != JobCondition.Complete)
        {
            recorder.Event(_job, "Warning", scene.End.Reason, scene.End.Message);
            return;
        }

        if (_status.Succeeded > scene.View.Completions)
        {
            recorder.Event(_job, "Warning", "TooManySucceededPods", "Too many succeeded pods running after completion count reached");
        }

        recorder.Event(_job, "Normal", "Completed", "Job completed");
    }

    private async Task WriteAsync()
    {
        _job = await client.UpdateStatusAsync(Resources.Jobs, _job.With("status", _status.ToValue()));
        memory.Written.WroteAt(_key, _job.Uid, jobs, _job);
    }
}
