using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Explaining.History;

/// <summary>What the conditions of an object tell: each knows its last change, and no earlier one.</summary>
internal static class ConditionHistory
{
    /// <summary>Conditions that only repeat what others say.</summary>
    private static readonly string[] Repeated = ["Initialized", "ContainersReady", "PodReadyToStartContainers", "SuccessCriteriaMet", "FailureTarget"];

    public static IEnumerable<Evidence> Of(KubeObject obj)
    {
        foreach (var condition in obj.Root.ListAt("status", "conditions"))
        {
            var type = condition.StringAt("type") ?? "";
            if (!Repeated.Contains(type) && !WasNeverReady(obj, type, condition) && Words(obj, type, condition) is { Length: > 0 } words)
            {
                yield return new Evidence(TimeOf(obj, type, condition), words, $"{obj.Kind} condition");
            }
        }
    }

    /// <summary>A Pod that has not been Ready since it came: its creation says as much.</summary>
    private static bool WasNeverReady(KubeObject obj, string type, Value condition) =>
        obj.Kind == "Pod" && type == "Ready" && condition.StringAt("status") == "False"
        && Timestamp.Parse(condition.StringAt("lastTransitionTime")) - obj.CreationTimestamp is { TotalSeconds: < 5 };

    /// <summary>Progress moves without a transition.</summary>
    private static DateTimeOffset? TimeOf(KubeObject obj, string type, Value condition) => Timestamp.Parse(
        obj.Kind == "Deployment" && type == "Progressing" && condition.StringAt("reason") != "ProgressDeadlineExceeded"
            ? condition.StringAt("lastUpdateTime")
            : condition.StringAt("lastTransitionTime"));

    private static string Words(KubeObject obj, string type, Value condition)
    {
        var (status, reason, message) = (condition.StringAt("status"), condition.StringAt("reason") ?? "", condition.StringAt("message") ?? "");
        return (obj.Kind, type, status) switch
        {
            ("Deployment", "Available", "True") => "Available, uninterrupted since",
            ("Deployment", "Available", _) => Timestamp.Parse(condition.StringAt("lastTransitionTime")) - obj.CreationTimestamp is { TotalSeconds: < 5 } ? "not Available so far" : "no longer Available",
            ("Deployment", "Progressing", _) => reason switch
            {
                "NewReplicaSetAvailable" => "rollout complete",
                "ReplicaSetUpdated" or "NewReplicaSetCreated" or "FoundNewReplicaSet" => "last progress of the rollout",
                "DeploymentPaused" => "paused",
                "DeploymentResumed" => "resumed",
                _ => reason,
            },
            ("Pod", "PodScheduled", "True") => obj.Root.StringAt("spec", "nodeName") is { } node ? $"{obj.Name} placed on {node}" : "",
            ("Pod", "PodScheduled", _) => "",
            ("Pod", "Ready", "True") => $"{obj.Name} Ready since",
            ("Pod", "Ready", _) => $"{obj.Name} not Ready{(reason is "" or "ContainersNotReady" ? "" : ": " + reason)}",
            ("Pod", _, "False") => $"{obj.Name} {type} False: {Of(reason, message)}",
            ("Node", _, "False") when type != "Ready" => "",
            ("Node", "Ready", "True") => $"{obj.Name} Ready since",
            ("Node", _, _) => $"{obj.Name} {type} {status}: {Of(reason, message)}",
            ("Namespace", _, "False") => "",
            ("Job", "Suspended", "False") => "resumed",
            _ => $"{type} {status}{(reason.Length + message.Length == 0 ? "" : ": " + Of(reason, message))}",
        };
    }

    private static string Of(string reason, string message) => reason.Length == 0 ? message : message.Length == 0 ? reason : $"{reason}, {message}";
}
