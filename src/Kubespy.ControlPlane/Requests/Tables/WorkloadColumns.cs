using System.Globalization;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;
using static Kubespy.ControlPlane.Requests.Tables.TableColumns;

namespace Kubespy.ControlPlane.Requests.Tables;

/// <summary>The columns of workloads other than Deployments, and of what scales them.</summary>
internal static class WorkloadColumns
{
    public static readonly IReadOnlyList<TableColumn> StatefulSet =
    [
        NameColumn,
        Text("Ready", "Number of the pod with ready state", o => $"{Count(o, "status", "readyReplicas")}/{Count(o, "spec", "replicas")}"),
        AgeColumn, .. ContainersOf("spec", "template"),
    ];

    public static readonly IReadOnlyList<TableColumn> DaemonSet =
    [
        NameColumn,
        Integer("Desired", "The total number of nodes that should be running the daemon pod.", o => Count(o, "status", "desiredNumberScheduled")),
        Integer("Current", "The number of nodes that are running a daemon pod and are supposed to.", o => Count(o, "status", "currentNumberScheduled")),
        Integer("Ready", "The number of nodes whose daemon pod has a Ready Condition.", o => Count(o, "status", "numberReady")),
        Integer("Up-to-date", "The total number of nodes that are running updated daemon pod", o => Count(o, "status", "updatedNumberScheduled")),
        Integer("Available", "The number of nodes whose daemon pod is available.", o => Count(o, "status", "numberAvailable")),
        Text("Node Selector", "NodeSelector must match a node's labels for the pod to be scheduled on that node.", o => SelectorText(o.Root.MapAt("spec", "template", "spec", "nodeSelector"))),
        AgeColumn, .. ContainersOf("spec", "template"), Selector("spec", "selector"),
    ];

    public static readonly IReadOnlyList<TableColumn> Job =
    [
        NameColumn,
        Text("Status", "Status of the job.", o => JobStatus(o)),
        Text("Completions", "The number of pods which reached phase Succeeded.", o => Completions(o)),
        new("Duration", "string", 0, "Time required to complete the job.", (o, now) => Duration(o, now)),
        AgeColumn, .. ContainersOf("spec", "template"), Selector("spec", "selector"),
    ];

    public static readonly IReadOnlyList<TableColumn> CronJob =
    [
        NameColumn,
        Text("Schedule", "The schedule in Cron format.", o => o.Root.StringAt("spec", "schedule") ?? ""),
        Text("Timezone", "The time zone name for the given schedule.", o => o.Root.StringAt("spec", "timeZone") ?? None),
        new("Suspend", "boolean", 0, "Whether subsequent executions are suspended.", (o, _) => o.Root.BoolAt("spec", "suspend") == true ? "True" : "False"),
        Integer("Active", "A list of pointers to currently running jobs.", o => o.Root.ListAt("status", "active").Count),
        new("Last Schedule", "string", 0, "When was the last time the job was successfully scheduled.", (o, now) =>
            Timestamp.Parse(o.Root.StringAt("status", "lastScheduleTime")) is { } last ? Age(last, now) : None),
        AgeColumn, .. ContainersOf("spec", "jobTemplate", "spec", "template"), Selector("spec", "jobTemplate", "spec", "selector"),
    ];

    public static readonly IReadOnlyList<TableColumn> ControllerRevision =
    [
        NameColumn,
        Text("Controller", "Controller of the object", o => ControllerName(o)),
        Text("Revision", "Revision indicates the revision of the state represented by Data.", o => o.Root.Int64At("revision") ?? 0),
        AgeColumn,
    ];

    public static readonly IReadOnlyList<TableColumn> HorizontalPodAutoscaler =
    [
        NameColumn,
        Text("Reference", "What is scaled.", o => $"{o.Root.StringAt("spec", "scaleTargetRef", "kind")}/{o.Root.StringAt("spec", "scaleTargetRef", "name")}"),
        Text("Targets", "The metrics by which it is scaled.", o => MetricTargets.Of(o)),
        Text("MinPods", "The lower limit for the number of replicas.", o => o.Root.Int64At("spec", "minReplicas")?.ToString(CultureInfo.InvariantCulture) ?? Unset),
        Text("MaxPods", "The upper limit for the number of replicas.", o => Count(o, "spec", "maxReplicas")),
        Text("Replicas", "The current number of replicas of pods managed by this autoscaler.", o => Count(o, "status", "currentReplicas")),
        AgeColumn,
    ];

    private static string JobStatus(KubeObject job)
    {
        bool Has(string condition) => job.Condition(condition).StringAt("status") == "True";
        return Has("Complete") ? "Complete"
            : Has("Failed") ? "Failed"
            : job.IsBeingDeleted ? "Terminating"
            : Has("Suspended") ? "Suspended"
            : Has("FailureTarget") ? "FailureTarget"
            : Has("SuccessCriteriaMet") ? "SuccessCriteriaMet"
            : "Running";
    }

    private static string Completions(KubeObject job)
    {
        var succeeded = Count(job, "status", "succeeded");
        var parallelism = Count(job, "spec", "parallelism");
        return job.Root.Int64At("spec", "completions") is { } wanted
            ? string.Create(CultureInfo.InvariantCulture, $"{succeeded}/{wanted}")
            : string.Create(CultureInfo.InvariantCulture, $"{succeeded}/1{(parallelism > 1 ? $" of {parallelism}" : "")}");
    }

    private static string Duration(KubeObject job, DateTimeOffset now) =>
        Timestamp.Parse(job.Root.StringAt("status", "startTime")) is { } start
            ? HumanDuration.Format((Timestamp.Parse(job.Root.StringAt("status", "completionTime")) ?? now) - start)
            : "";

#pragma warning disable CA1308 // kubectl shows kinds in lower case here.
    private static string ControllerName(KubeObject revision) => revision.ControllerRef is { } owner
        ? $"{owner.Kind.ToLowerInvariant()}{(owner.ApiVersion.Contains('/', StringComparison.Ordinal) ? $".{owner.ApiVersion.Split('/')[0]}" : "")}/{owner.Name}"
        : None;
#pragma warning restore CA1308
}
