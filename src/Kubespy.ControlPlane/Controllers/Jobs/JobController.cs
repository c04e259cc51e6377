using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Jobs;

/// <summary>
/// Runs the Pods of Jobs to their end (pkg/controller/job/job_controller.go): which keys are synced and when. Changes of Pods are gathered for a
/// second. What a sync does is <see cref="JobSync"/>.
/// </summary>
public sealed class JobController : Controller
{
    /// <summary>How long changes are gathered.</summary>
    internal static readonly TimeSpan Batch = TimeSpan.FromSeconds(1);

    private const int Workers = 5;

    private readonly ApiClient _client;
    private readonly EventRecorder _recorder;
    private readonly Informer _jobs;
    private readonly Informer _pods;
    private readonly JobMemory _memory;
    private readonly JobPodControl _control;

    public JobController(EventLoop loop, InformerFactory informers, ApiClient client, EventRecorder recorder)
        : base(loop, Workers, RetryDelays.Jobs)
    {
        _client = client;
        _recorder = recorder;
        _memory = new JobMemory(loop.Clock);
        _jobs = informers.For(Resources.Jobs);
        _pods = informers.For(Resources.Pods);
        _control = new JobPodControl(client, recorder, _pods, _memory);
        OrphanCollector = new JobOrphans(loop, _jobs, _pods, _control);
        _jobs.AddHandler(new InformerHandler { Added = job => Queue.Add(job.Key.ToString()), Updated = OnJobUpdated, Deleted = OnJobDeleted });
        _pods.AddHandler(new InformerHandler { Added = OnPodAdded, Updated = OnPodUpdated, Deleted = pod => OnPodDeleted(pod, isGone: true) });
    }

    /// <summary>A queue of its own sees to Pods that no Job counts any more.</summary>
    internal JobOrphans OrphanCollector { get; }

    protected override async Task SyncAsync(string key)
    {
        _memory.Written.EnsureSeen(key);
        if (_jobs.Get(key) is not { } job)
        {
            _memory.Forget(key);
            return;
        }

        var view = JobView.Of(job);
        if (view.IsManagedElsewhere)
        {
            return;
        }

        if (view.IsFinished)
        {
            _memory.ForgetBackoff(key);
            _memory.Written.Forget(key);
            _memory.Finished.Remove(job.Uid);
            return;
        }

        if (_memory.Finished.Contains(job.Uid))
        {
            return;
        }

        if (view.CompletionMode is not ("NonIndexed" or "Indexed"))
        {
            _recorder.Event(job, "Warning", "UnknownCompletionMode", "Skipped Job sync because completion mode is unknown");
            return;
        }

        // Asked first: a Pod that arrives while Pods are adopted must not be counted before it is expected.
        var mayCount = _memory.Pods.AreSatisfied(key);
        var pods = await ClaimAsync(job, view);
        await new JobSync(Loop, _client, _recorder, _control, _memory, _jobs, job, pods, delay => Queue.AddAfter(key, delay)).RunAsync(mayCount);
    }

    /// <summary>What is adopted is tracked from then on, what is released no longer.</summary>
    private async Task<IReadOnlyList<KubeObject>> ClaimAsync(KubeObject job, JobView view)
    {
        var claim = new OwnerClaim(_client, Resources.Jobs, job, view.Selector)
        {
            Adopting = JobPod.Tracked,
            Releasing = JobPod.Untracked,
            Adopted = pod => _control.Wrote(job, pod),
        };
        var claimed = await claim.ClaimAsync(Resources.Pods, _pods.ControlledBy(job.Uid).Concat(_pods.Orphans(job.Namespace)));
        return [.. claimed.Select(p => p.ControllerRef is null ? JobPod.Tracked(p) : p)];
    }

    private void EnqueueBatched(KubeObject job) => Queue.AddAfter(job.Key.ToString(), Batch);

    private void OnJobUpdated(KubeObject old, KubeObject job)
    {
        if (JobView.Of(job).IsFinished)
        {
            OrphanCollector.LookAtAllOf(job);
        }

        if (job.Generation == old.Generation)
        {
            EnqueueBatched(job);
        }
        else
        {
            Queue.Add(job.Key.ToString());
        }

        if (Timestamp.Parse(job.Status.StringAt("startTime")) is { } start && JobView.Of(job).ActiveDeadline is { } deadline && JobView.Of(old).ActiveDeadline != deadline)
        {
            Queue.AddAfter(job.Key.ToString(), start + deadline - Loop.Now);
        }
    }

    private void OnJobDeleted(KubeObject job)
    {
        Queue.Add(job.Key.ToString());
        _memory.Forget(job.Key.ToString());
        _memory.Finished.Remove(job.Uid);
        OrphanCollector.LookAtAllOf(job);
    }

    private void OnPodAdded(KubeObject pod)
    {
        if (pod.IsBeingDeleted)
        {
            OnPodDeleted(pod, isGone: false);
        }
        else if (pod.ControllerRef is not null)
        {
            if (OwnerOf(pod) is { } job)
            {
                _memory.Pods.CreationObserved(job.Key.ToString());
                EnqueueBatched(job);
            }
        }
        else
        {
            OnOrphan(pod);
        }
    }

    private void OnPodUpdated(KubeObject old, KubeObject pod)
    {
        if (pod.IsBeingDeleted)
        {
            OnPodDeleted(pod, isGone: false);
            return;
        }

        var isOwnerChanged = old.ControllerRef != pod.ControllerRef;
        if (isOwnerChanged)
        {
            Noticed(OwnerOf(old), pod);
        }

        if (pod.ControllerRef is not null)
        {
            Noticed(OwnerOf(pod), pod);
        }
        else if (isOwnerChanged || !old.Labels.Equals(pod.Labels))
        {
            OnOrphan(pod);
        }
        else if (JobPod.IsTracked(pod))
        {
            OrphanCollector.Look(pod);
        }
    }

    private void OnPodDeleted(KubeObject pod, bool isGone)
    {
        var job = OwnerOf(pod);
        if (job is null || JobView.Of(job).IsFinished)
        {
            var isOfJob = pod.ControllerRef is null or { Kind: "Job" };
            if (isOfJob && JobPod.IsTracked(pod))
            {
                OrphanCollector.Look(pod);
            }

            return;
        }

        _memory.Pods.DeletionObserved(job.Key.ToString(), pod.Uid);
        if (isGone || !JobPod.IsTracked(pod))
        {
            _memory.FinalizerGone(job.Key.ToString(), pod.Uid);
        }

        EnqueueBatched(job);
    }

    private void Noticed(KubeObject? job, KubeObject pod)
    {
        if (job is null)
        {
            return;
        }

        if (!JobPod.IsTracked(pod))
        {
            _memory.FinalizerGone(job.Key.ToString(), pod.Uid);
        }

        EnqueueBatched(job);
    }

    private void OnOrphan(KubeObject pod)
    {
        if (JobPod.IsTracked(pod))
        {
            OrphanCollector.Look(pod);
        }

        foreach (var job in _jobs.InNamespace(pod.Namespace))
        {
            if (JobView.Of(job).Selector is { IsEverything: false } selector && selector.Matches(pod.Labels))
            {
                EnqueueBatched(job);
            }
        }
    }

    /// <summary>The Job that controls the Pod, where it is still that one.</summary>
    private KubeObject? OwnerOf(KubeObject pod) =>
        pod.ControllerRef is { Kind: "Job" } controller && _jobs.Get(new ObjectKey(pod.Namespace, controller.Name)) is { } job && job.Uid == controller.Uid ? job : null;
}
