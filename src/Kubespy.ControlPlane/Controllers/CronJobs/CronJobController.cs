using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Api.Cron;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Controllers.CronJobs;

/// <summary>
/// Creates the Jobs of CronJobs when they are due (pkg/controller/cronjob/cronjob_controllerv2.go). Waiting for that is no pending work of the
/// cluster: it never ends.
/// </summary>
public sealed class CronJobController : Controller
{
    private const int Workers = 5;

    private readonly ApiClient _client;
    private readonly EventRecorder _recorder;
    private readonly Informer _cronJobs;
    private readonly Informer _jobs;

    public CronJobController(EventLoop loop, InformerFactory informers, ApiClient client, EventRecorder recorder)
        : base(loop, Workers)
    {
        _client = client;
        _recorder = recorder;
        _cronJobs = informers.For(Resources.CronJobs);
        _jobs = informers.For(Resources.Jobs);
        _jobs.AddHandler(new InformerHandler { Added = EnqueueOwner, Updated = OnJobUpdated, Deleted = EnqueueOwner });
        _cronJobs.AddHandler(new InformerHandler { Added = Enqueue, Updated = OnUpdated, Deleted = Enqueue });
    }

    protected override async Task SyncAsync(string key)
    {
        if (_cronJobs.Get(key) is not { } cronJob)
        {
            return;
        }

        var jobs = _jobs.InNamespace(cronJob.Namespace).Where(j => j.ControllerRef?.Name == cronJob.Name).ToArray();
        if (await new CronJobSync(Loop, _client, _recorder, cronJob, jobs).RunAsync() is { } delay)
        {
            Queue.AddAfter(key, delay, periodic: true);
        }
    }

    private void Enqueue(KubeObject cronJob) => Queue.Add(cronJob.Key.ToString());

    /// <summary>Another schedule counts from when it is due next.</summary>
    private void OnUpdated(KubeObject old, KubeObject cronJob)
    {
        var (before, now) = (CronJobView.Of(old), CronJobView.Of(cronJob));
        if (before.Schedule == now.Schedule && before.TimeZone == now.TimeZone)
        {
            Enqueue(cronJob);
            return;
        }

        try
        {
            Queue.AddAfter(cronJob.Key.ToString(), MissedTimes.UntilNext(cronJob, CronSchedule.Parse(now.Schedule, now.Zone), Loop.Now), periodic: true);
        }
        catch (FormatException)
        {
            _recorder.Event(cronJob, "Warning", "UnParseableCronJobSchedule", $"unparseable schedule for cronjob: {now.Schedule}");
        }
    }

    private void OnJobUpdated(KubeObject old, KubeObject job)
    {
        if (old.ControllerRef != job.ControllerRef)
        {
            EnqueueOwner(old);
        }

        EnqueueOwner(job);
    }

    private void EnqueueOwner(KubeObject job)
    {
        if (job.ControllerRef is { Kind: "CronJob" } controller && _cronJobs.Get(new ObjectKey(job.Namespace, controller.Name)) is { } cronJob && cronJob.Uid == controller.Uid)
        {
            Enqueue(cronJob);
        }
    }
}
