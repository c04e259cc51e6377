using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Controllers.Jobs;

/// <summary>Takes the finalizers from Pods that no Job counts any more, so that they can go (syncOrphanPod in pkg/controller/job).</summary>
internal sealed class JobOrphans : Controller
{
    private const int Workers = 5;
    private const char Separator = ' ';

    private readonly Informer _jobs;
    private readonly Informer _pods;
    private readonly JobPodControl _control;

    public JobOrphans(EventLoop loop, Informer jobs, Informer pods, JobPodControl control)
        : base(loop, Workers, RetryDelays.Jobs)
    {
        _jobs = jobs;
        _pods = pods;
        _control = control;
    }

    /// <summary>Looks at the Pod.</summary>
    public void Look(KubeObject pod) => Queue.Add(pod.Key.ToString());

    /// <summary>Looks at all Pods that the Job selects: it is finished, or gone.</summary>
    public void LookAtAllOf(KubeObject job) => Queue.Add($"{job.Namespace}{Separator}{JobView.Of(job).Selector}");

    protected override async Task SyncAsync(string key)
    {
        if (key.Split(Separator, 2) is not [var ns, var selector])
        {
            if (_pods.Get(key) is { } pod)
            {
                await ReleaseAsync(pod);
            }

            return;
        }

        var selected = LabelSelector.Parse(selector);
        foreach (var pod in _pods.InNamespace(ns).Where(p => selected.Matches(p.Labels)).ToArray())
        {
            await ReleaseAsync(pod);
        }
    }

    private Task ReleaseAsync(KubeObject pod)
    {
        if (pod.ControllerRef is { } owner)
        {
            var isJob = owner is { Kind: "Job", ApiVersion: "batch/v1" };
            var job = isJob && _jobs.Get(new ObjectKey(pod.Namespace, owner.Name)) is { } found && found.Uid == owner.Uid ? JobView.Of(found) : null;
            if (!isJob || job is { IsManagedElsewhere: true } or { IsFinished: false })
            {
                return Task.CompletedTask;
            }
        }

        return _control.ReleaseAsync(null, pod);
    }
}
