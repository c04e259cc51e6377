using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Controllers.CronJobs;

/// <summary>The status of a CronJob while a sync works on it.</summary>
internal sealed class CronJobStatus(KubeObject cronJob)
{
    private readonly MapValue _before = cronJob.Status ?? MapValue.Empty;

    /// <summary>References to the Jobs that run.</summary>
    public List<Value> Active { get; } = [.. cronJob.Root.ListAt("status", "active")];

    public DateTimeOffset? LastSchedule { get; set; } = Timestamp.Parse(cronJob.Status.StringAt("lastScheduleTime"));

    public DateTimeOffset? LastSuccess { get; set; } = Timestamp.Parse(cronJob.Status.StringAt("lastSuccessfulTime"));

    public bool IsChanged { get; set; }

    public bool IsActive(string uid) => Active.Exists(a => a.StringAt("uid") == uid);

    public bool IsActiveByName(string name) => Active.Exists(a => a.StringAt("name") == name);

    public void Remove(string uid) => Active.RemoveAll(a => a.StringAt("uid") == uid);

    public void Add(KubeObject job) => Active.Add(MapValue.Of(
        ("kind", job.Kind), ("namespace", job.Namespace), ("name", job.Name), ("uid", job.Uid), ("apiVersion", job.ApiVersion), ("resourceVersion", job.ResourceVersion)));

    public MapValue ToValue() => _before
        .WithOptional("active", Active.Count == 0 ? null : ListValue.Of(Active))
        .WithOptional("lastScheduleTime", LastSchedule is { } scheduled ? StringValue.Of(Timestamp.Format(scheduled)) : null)
        .WithOptional("lastSuccessfulTime", LastSuccess is { } success ? StringValue.Of(Timestamp.Format(success)) : null);
}
