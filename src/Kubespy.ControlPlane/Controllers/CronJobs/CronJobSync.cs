using System.Globalization;
using Kubespy.ControlPlane.Api;
using Kubespy.ControlPlane.Api.Cron;
using Kubespy.ControlPlane.Controllers.Machinery;
using Kubespy.ControlPlane.Simulation;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.CronJobs;

/// <summary>
/// One sync of one CronJob (pkg/controller/cronjob/cronjob_controllerv2.go): Jobs beyond the history limits go, those that run are followed, and one
/// that is due is created.
/// </summary>
internal sealed class CronJobSync(EventLoop loop, ApiClient client, EventRecorder recorder, KubeObject cronJob, IReadOnlyList<KubeObject> jobs)
{
    private readonly CronJobView _view = CronJobView.Of(cronJob);
    private readonly CronJobStatus _status = new(cronJob);

    /// <summary>When to come back; null where only a change brings the next sync.</summary>
    public async Task<TimeSpan?> RunAsync()
    {
        await CleanUpAsync("Complete", _view.SuccessfulLimit);
        await CleanUpAsync("Failed", _view.FailedLimit);
        TimeSpan? recheck = null;
        ApiException? failure = null;
        try
        {
            recheck = await SyncAsync();
        }
        catch (ApiException e)
        {
            failure = e;
        }

        if (_status.IsChanged)
        {
            await client.UpdateStatusAsync(Resources.CronJobs, cronJob.With("status", _status.ToValue()));
        }

        return failure is null ? recheck : throw failure;
    }

    /// <summary>The condition by which a Job has ended; null where it runs.</summary>
    private static string? EndOf(KubeObject job) => job.Root.ListAt("status", "conditions")
        .FirstOrDefault(c => c.StringAt("type") is "Complete" or "Failed" && c.StringAt("status") == "True").StringAt("type");

    private async Task CleanUpAsync(string end, int? limit)
    {
        if (limit is not { } most)
        {
            return;
        }

        var ended = jobs.Where(j => EndOf(j) == end).OrderBy(j => Timestamp.Parse(j.Status.StringAt("startTime")) ?? DateTimeOffset.MaxValue).ThenBy(j => j.Name, StringComparer.Ordinal).ToArray();
        foreach (var job in ended.Take(ended.Length - most))
        {
            await DeleteAsync(job);
        }
    }

    private async Task<bool> DeleteAsync(KubeObject job)
    {
        try
        {
            await client.DeleteAsync(Resources.Jobs, job.Key, new DeleteOptions { PropagationPolicy = PropagationPolicy.Background });
        }
        catch (ApiException e)
        {
            recorder.Event(cronJob, "Warning", "FailedDelete", $"Deleted job: {e.Status.Message}");
            return false;
        }

        _status.Remove(job.Uid);
        _status.IsChanged = true;
        recorder.Event(cronJob, "Normal", "SuccessfulDelete", $"Deleted job {job.Name}");
        return true;
    }

    private async Task<TimeSpan?> SyncAsync()
    {
        var now = loop.Now;
        await FollowAsync();
        if (cronJob.IsBeingDeleted)
        {
            return null;
        }

        if (_view.Zone is null)
        {
            recorder.Event(cronJob, "Warning", "UnknownTimeZone", $"invalid timeZone: \"{_view.TimeZone}\": unknown time zone {_view.TimeZone}");
            return null;
        }

        if (_view.IsSuspended)
        {
            return null;
        }

        CronSchedule schedule;
        try
        {
            schedule = CronSchedule.Parse(_view.Schedule, _view.Zone);
        }
        catch (FormatException e)
        {
            recorder.Event(cronJob, "Warning", "UnparseableSchedule", $"unparseable schedule: \"{_view.Schedule}\" : {e.Message}");
            return null;
        }

        MissedTimes missed;
        try
        {
            missed = MissedTimes.Of(cronJob, schedule, now, heedsDeadline: true);
        }
        catch (FormatException e)
        {
            recorder.Event(cronJob, "Warning", "InvalidSchedule", $"invalid schedule: {_view.Schedule} : {e.Message}");
            return null;
        }

        if (missed.MostRecent is { } due && due <= now)
        {
            if (missed.Count > MissedTimes.Many)
            {
                recorder.Event(cronJob, "Warning", "TooManyMissedTimes", "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew");
            }

            if (MayStart(due, now) && !await StartAsync(due))
            {
                return null;
            }
        }

        return MissedTimes.UntilNext(cronJob.With("status", _status.ToValue()), schedule, now);
    }

    /// <summary>Jobs that have ended leave the list, and those that are gone.</summary>
    private async Task FollowAsync()
    {
        foreach (var job in jobs)
        {
            var (isActive, end) = (_status.IsActive(job.Uid), EndOf(job));
            if (!isActive && end is null)
            {
                // The cache may be old: the server knows what this controller wrote.
                var live = await client.GetAsync(Resources.CronJobs, cronJob.Key);
                if (!new CronJobStatus(live).IsActive(job.Uid))
                {
                    recorder.Event(cronJob, "Warning", "UnexpectedJob", $"Saw a job that the controller did not create or forgot: {job.Name}");
                }
            }
            else if (end is not null)
            {
                NoteEnd(job, isActive, end);
            }
        }

        var known = jobs.Select(j => j.Uid).ToHashSet(StringComparer.Ordinal);
        foreach (var active in _status.Active.Where(a => !known.Contains(a.StringAt("uid") ?? "")).ToArray())
        {
            try
            {
                await client.GetAsync(Resources.Jobs, new ObjectKey(cronJob.Namespace, active.StringAt("name") ?? ""));
            }
            catch (ApiException e) when (e.IsNotFound)
            {
                recorder.Event(cronJob, "Normal", "MissingJob", $"Active job went missing: {active.StringAt("name")}");
                _status.Remove(active.StringAt("uid") ?? "");
                _status.IsChanged = true;
            }
        }
    }

    private void NoteEnd(KubeObject job, bool isActive, string end)
    {
        if (isActive)
        {
            _status.Remove(job.Uid);
            _status.IsChanged = true;
            recorder.Event(cronJob, "Normal", "SawCompletedJob", $"Saw completed job: {job.Name}, condition: {end}");
        }

        if (end == "Complete" && Timestamp.Parse(job.Status.StringAt("completionTime")) is { } completed && (_status.LastSuccess is not { } last || completed > last))
        {
            _status.LastSuccess = completed;
            _status.IsChanged = true;
        }
    }

    private bool MayStart(DateTimeOffset due, DateTimeOffset now)
    {
        if (due + _view.StartingDeadline < now)
        {
            recorder.Event(
                cronJob, "Warning", "MissSchedule", $"Missed scheduled time to start a job: {due.UtcDateTime.ToString("ddd, dd MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture)} +0000");
            return false;
        }

        if (_status.IsActiveByName(NameOf(due)) || _status.LastSchedule == due)
        {
            return false;
        }

        if (_view.Concurrency == "Forbid" && _status.Active.Count > 0)
        {
            recorder.Event(cronJob, "Normal", "JobAlreadyActive", "Not starting job because prior execution is running and concurrency policy is Forbid");
            return false;
        }

        return true;
    }

    /// <summary>Whether there is one now that this sync may put down.</summary>
    private async Task<bool> StartAsync(DateTimeOffset due)
    {
        if (_view.Concurrency == "Replace")
        {
            await ReplaceAsync();
        }

        KubeObject job;
        try
        {
            job = await client.CreateAsync(Resources.Jobs, NewJob(due));
            recorder.Event(cronJob, "Normal", "SuccessfulCreate", $"Created job {job.Name}");
        }
        catch (ApiException e) when (e.IsAlreadyExists)
        {
            // Of a former sync, whose status did not arrive.
            job = await client.GetAsync(Resources.Jobs, new ObjectKey(cronJob.Namespace, NameOf(due)));
            if (job.ControllerRef?.Uid != cronJob.Uid || _status.IsActive(job.Uid))
            {
                return false;
            }
        }
        catch (ApiException e) when (!NamespaceTermination.IsCauseOf(e))
        {
            recorder.Event(cronJob, "Warning", "FailedCreate", $"Error creating job: {e.Status.Message}");
            throw;
        }

        _status.Add(job);
        _status.LastSchedule = due;
        _status.IsChanged = true;
        return true;
    }

    private async Task ReplaceAsync()
    {
        foreach (var active in _status.Active.ToArray())
        {
            KubeObject job;
            try
            {
                job = await client.GetAsync(Resources.Jobs, new ObjectKey(cronJob.Namespace, active.StringAt("name") ?? ""));
            }
            catch (ApiException e)
            {
                recorder.Event(cronJob, "Warning", "FailedGet", $"Get job: {e.Status.Message}");
                throw;
            }

            if (!await DeleteAsync(job))
            {
                throw new ApiException(new ApiStatus(500, "InternalError", $"could not replace job {job.Key}"));
            }
        }
    }

    /// <summary>The minute that it is due in names it, so that none is made twice.</summary>
    private string NameOf(DateTimeOffset due) => string.Create(CultureInfo.InvariantCulture, $"{cronJob.Name}-{due.ToUnixTimeSeconds() / 60}");

    private KubeObject NewJob(DateTimeOffset due)
    {
        var local = TimeZoneInfo.ConvertTime(due, _view.Zone!);
        var text = local.ToString(local.Offset == TimeSpan.Zero ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
        return new KubeObject(MapValue.Of(
            ("kind", "Job"),
            ("apiVersion", "batch/v1"),
            ("metadata", new MapBuilder()
                .Set("name", NameOf(due))
                .Set("namespace", cronJob.Namespace)
                .Set("labels", _view.Template.MapAt("metadata", "labels"))
                .Set("annotations", (_view.Template.MapAt("metadata", "annotations") ?? MapValue.Empty).With("batch.kubernetes.io/cronjob-scheduled-timestamp", text))
                .Set("ownerReferences", ListValue.Of([OwnerReference.ControllerOf(cronJob).ToValue()]))
                .ToMap()),
            ("spec", _view.Template.MapAt("spec") ?? MapValue.Empty)));
    }
}
