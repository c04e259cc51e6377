using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.Jobs;

/// <summary>Deletes finished Jobs, and their Pods, once their ttlSecondsAfterFinished are over (pkg/controller/ttlafterfinished, KEP-592).</summary>
public sealed class FinishedJobController : Controller
{
    private const int Workers = 5;

    private readonly ApiClient _client;
    private readonly Informer _jobs;

    public FinishedJobController(EventLoop loop, InformerFactory informers, ApiClient client)
        : base(loop, Workers)
    {
        _client = client;
        _jobs = informers.For(Resources.Jobs);
        _jobs.AddHandler(new InformerHandler { Added = Look, Updated = (_, job) => Look(job) });
    }

    protected override async Task SyncAsync(string key)
    {
        if (_jobs.Get(key) is not { } job || !IsOver(job))
        {
            return;
        }

        try
        {
            // The time may have been given more since.
            var live = await _client.GetAsync(Resources.Jobs, job.Key);
            if (IsOver(live))
            {
                await _client.DeleteAsync(Resources.Jobs, live.Key, new DeleteOptions { PropagationPolicy = PropagationPolicy.Foreground, PreconditionUid = live.Uid });
            }
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            // Somebody else was faster.
        }
    }

    /// <summary>When the Job is to go; null where it stays.</summary>
    private static DateTimeOffset? EndOf(KubeObject job) => job.IsBeingDeleted || job.Root.Int64At("spec", "ttlSecondsAfterFinished") is not { } seconds
        ? null
        : job.Root.ListAt("status", "conditions").Where(c => c.StringAt("type") is "Complete" or "Failed" && c.StringAt("status") == "True")
            .Select(c => Timestamp.Parse(c.StringAt("lastTransitionTime"))?.AddSeconds(seconds)).FirstOrDefault();

    private void Look(KubeObject job)
    {
        if (EndOf(job) is not null)
        {
            Queue.Add(job.Key.ToString());
        }
    }

    /// <summary>Comes back where the time is not over yet.</summary>
    private bool IsOver(KubeObject job)
    {
        if (EndOf(job) is not { } end)
        {
            return false;
        }

        if (end > Loop.Now)
        {
            Queue.AddAfter(job.Key.ToString(), end - Loop.Now);
            return false;
        }

        return true;
    }
}
