using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Jobs;

/// <summary>
/// One sync of one Job (syncJob in pkg/controller/job): whether it ends, its Pods, then its counts. Where it may end in several ways, the order
/// here decides: what was decided before, failures, success.
/// </summary>
internal sealed class JobSync
{
    private readonly EventLoop _loop;
    private readonly EventRecorder _recorder;
    private readonly JobMemory _memory;
    private readonly JobScene _scene;
    private readonly JobStatus _status;
    private readonly JobView _view;
    private readonly JobPods _pods;
    private readonly JobTracking _tracking;
    private readonly Action<TimeSpan> _recheck;

    public JobSync(
        EventLoop loop, ApiClient client, EventRecorder recorder, JobPodControl control, JobMemory memory, Informer jobs, KubeObject job, IReadOnlyList<KubeObject> pods,
        Action<TimeSpan> recheck)
    {
        var key = job.Key.ToString();
        (_loop, _recorder, _memory, _recheck) = (loop, recorder, memory, recheck);
        _status = new JobStatus(job);
        _scene = new JobScene(job, _status, pods, memory.FinalizersExpected(key), memory.BackoffOf(key));
        _view = _scene.View;
        _pods = new JobPods(loop, control, memory.Pods, _scene, recheck);
        _tracking = new JobTracking(loop, client, recorder, control, memory, jobs, _scene);
    }

    /// <param name="mayCount">Whether all that was asked for has arrived.</param>
    public async Task RunAsync(bool mayCount)
    {
        _status.StartTime ??= _view.IsSuspended ? null : _loop.Now;
        _scene.End = FindEnd();
        var isSuspensionChanged = false;
        ApiException? failure;
        if (_scene.End is not null)
        {
            (var areAllDeleted, failure) = await _pods.DeleteAllAsync();
            if (!areAllDeleted || !mayCount)
            {
                // Pods may be left whose finalizers are to be seen to first.
                _scene.End = null;
            }
        }
        else
        {
            var manages = mayCount && !_scene.Job.IsBeingDeleted;
            failure = manages ? await _pods.ManageAsync() : null;
            if (_scene.Active == 0 && (_view.Completions is { } completions ? _scene.Succeeded >= completions : _scene.Succeeded > 0))
            {
                _scene.End = new JobCondition(JobCondition.SuccessCriteriaMet, "CompletionsReached", "Reached expected number of succeeded pods");
            }
            else if (manages)
            {
                isSuspensionChanged = NoteSuspension();
            }
        }

        var isChanged = isSuspensionChanged || _scene.Active != _status.Active || _scene.Ready != _status.Ready || _scene.Terminating != _status.Terminating;
        (_status.Active, _status.Ready, _status.Terminating) = (_scene.Active, _scene.Ready, _scene.Terminating);
        await _tracking.RunAsync(isChanged);
        if (failure is not null)
        {
            throw failure;
        }
    }

    private JobCondition? FindEnd()
    {
        if (JobCondition.Find(_status.Conditions, JobCondition.SuccessCriteriaMet) is { } met)
        {
            return met;
        }

        if (JobCondition.Find(_status.Conditions, JobCondition.FailureTarget) is { } target)
        {
            return target with { Type = JobCondition.Failed };
        }

        var message = _view.FailurePolicy is null ? null
            : _scene.Pods.Where(p => JobPod.IsFailed(p, _view)).Select(p => FailurePolicy.Match(_view, p).Message).FirstOrDefault(m => m is not null);
        return message is not null ? Failure("PodFailurePolicy", message)
            : _scene.Failed > _view.BackoffLimit || IsPastBackoffLimit() ? Failure("BackoffLimitExceeded", "Job has reached the specified backoff limit")
            : IsPastDeadline() ? Failure("DeadlineExceeded", "Job was active longer than specified deadline")
            : FindIndexedEnd();
    }

    private JobCondition? FindIndexedEnd()
    {
        if (!_view.IsIndexed)
        {
            return null;
        }

        if (_scene.FailedIndexes is { Count: > 0 } failed)
        {
            if (failed.Count > _view.MaxFailedIndexes)
            {
                return Failure("MaxFailedIndexesExceeded", "Job has exceeded the specified maximal number of failed indexes");
            }

            if (failed.Count + _scene.SucceededIndexes.Count >= _view.Completions)
            {
                return Failure("FailedIndexes", "Job has failed indexes");
            }
        }

        return SuccessPolicy.Met(_view, _scene.SucceededIndexes) is { } rule ? new JobCondition(JobCondition.SuccessCriteriaMet, "SuccessPolicy", rule) : null;
    }

    private static JobCondition Failure(string reason, string message) => new(JobCondition.FailureTarget, reason, message);

    /// <summary>Where containers are restarted in their Pods, restarts count.</summary>
    private bool IsPastBackoffLimit()
    {
        if (!_view.RestartsOnFailure)
        {
            return false;
        }

        var restarts = _scene.Pods.Where(p => PodView.Of(p).Phase is "Running" or "Pending")
            .SelectMany(p => p.Root.ListAt("status", "initContainerStatuses").Concat(p.Root.ListAt("status", "containerStatuses")))
            .Sum(s => s.Int64At("restartCount") ?? 0);
        return _view.BackoffLimit == 0 ? restarts > 0 : restarts >= _view.BackoffLimit;
    }

    private bool IsPastDeadline()
    {
        if (_view.ActiveDeadline is not { } deadline || _view.IsSuspended || _status.StartTime is not { } start)
        {
            return false;
        }

        var left = start + deadline - _loop.Now;
        if (left > TimeSpan.Zero)
        {
            _recheck(left);
        }

        return left <= TimeSpan.Zero;
    }

    /// <summary>The deadline counts anew from when a suspended Job goes on. Whether that was news.</summary>
    private bool NoteSuspension()
    {
        var (condition, status, reason) = _view.IsSuspended
            ? (new JobCondition("Suspended", "JobSuspended", "Job suspended"), "True", "Suspended")
            : (new JobCondition("Suspended", "JobResumed", "Job resumed"), "False", "Resumed");
        var conditions = condition.SetIn(_status.Conditions, status, _loop.Now);
        if (ReferenceEquals(conditions, _status.Conditions))
        {
            return false;
        }

        _status.Conditions = conditions;
        _recorder.Event(_scene.Job, "Normal", reason, condition.Message);
        _status.StartTime = _view.IsSuspended ? null : _loop.Now;
        return true;
    }
}
