using System.Globalization;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;
using static Kubespy.ControlPlane.Requests.Tables.TableColumns;

namespace Kubespy.ControlPlane.Requests.Tables;

/// <summary>The columns of Pods.</summary>
internal static class PodColumns
{
    public static readonly IReadOnlyList<TableColumn> All =
    [
        Text("Name", "Name must be unique within a namespace.", o => o.Name),
        Text("Ready", "The aggregate readiness state of this pod for accepting traffic.", Ready),
        Text("Status", "The aggregate status of the containers in this pod.", o => PodStatusText.Of(o)),
        new("Restarts", "string", 0, "The number of times the containers in this pod have been restarted and when the last container in this pod has restarted.", Restarts),
        new("Age", "string", 0, "CreationTimestamp is a timestamp representing the server time when this object was created.", (o, now) => Age(o.CreationTimestamp, now)),
        Text("IP", "podIP address allocated to the pod. Routable at least within the cluster. Empty if not yet allocated.", o => o.Root.StringAt("status", "podIP") ?? None, 1),
        Text("Node", "NodeName indicates in which node this pod is scheduled.", o => o.Root.StringAt("spec", "nodeName") is { Length: > 0 } node ? node : None, 1),
        Text("Nominated Node", "nominatedNodeName is set only when this pod preempts other pods on the node.", o => o.Root.StringAt("status", "nominatedNodeName") is { Length: > 0 } node ? node : None, 1),
        Text("Readiness Gates", "If specified, all readiness gates will be evaluated for pod readiness.", o => Gates(o), 1),
    ];

    private static Value Ready(KubeObject pod)
    {
        var ready = pod.Root.ListAt("status", "containerStatuses").Count(c => c.BoolAt("ready") == true && c.MapAt("state", "running") is not null);
        return string.Create(CultureInfo.InvariantCulture, $"{ready}/{pod.Root.ListAt("spec", "containers").Count}");
    }

    private static Value Restarts(KubeObject pod, DateTimeOffset now)
    {
        var statuses = pod.Root.ListAt("status", "containerStatuses");
        var count = statuses.Sum(c => c.Int64At("restartCount") ?? 0);
        var last = statuses.Select(c => Timestamp.Parse(c.StringAt("lastState", "terminated", "finishedAt"))).Max();
        return count > 0 && last is { } time
            ? string.Create(CultureInfo.InvariantCulture, $"{count} ({HumanDuration.Format(now - time)} ago)")
            : count.ToString(CultureInfo.InvariantCulture);
    }

    private static string Gates(KubeObject pod)
    {
        var gates = pod.Root.ListAt("spec", "readinessGates");
        var met = gates.Count(g => pod.Root.ListAt("status", "conditions").Any(c => c["type"] == g["conditionType"] && c.StringAt("status") == "True"));
        return gates.Count == 0 ? None : string.Create(CultureInfo.InvariantCulture, $"{met}/{gates.Count}");
    }
}
