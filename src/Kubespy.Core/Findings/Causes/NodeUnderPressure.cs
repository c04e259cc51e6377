using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Findings.Causes;

/// <summary>
/// A node is short of memory, disk or process numbers: it takes no Pods and evicts some (pkg/kubelet/eviction). A Pod evicted for memory is told as
/// out of memory: docs/causes/node-pressure.md.
/// </summary>
public sealed class NodeUnderPressure : ICause
{
    private const string Short = "The node was low on resource: ";
    private const string Had = "The node had condition: ";

    private static readonly (string Type, string Remedy)[] Pressures =
    [
        ("DiskPressure", "free its disk (images that no Pod uses, logs, emptyDir volumes), or give it a larger one"),
        ("MemoryPressure", "move Pods away, or set requests.memory to what they use, so that fewer are placed there"),
        ("PIDPressure", "find what makes so many processes, and bound it"),
        ("NetworkUnavailable", "see to its network plugin or its routes: it says that it has no network"),
    ];

    public string Id => "node-pressure";

    public IEnumerable<Finding> Find(Situation situation)
    {
        if (situation.Workload is { Kind: "Node" } node)
        {
            foreach (var (type, remedy) in Pressures.Where(p => node.Condition(p.Type).StringAt("status") == "True"))
            {
                yield return OfNode(situation, node, type, remedy);
            }
        }

        foreach (var pod in situation.Pods.Where(p => !p.IsBeingDeleted && p.Status.StringAt("reason") == "Evicted"))
        {
            var message = pod.Status.StringAt("message") ?? "";
            if (Resource(message) is { Length: > 0 } resource && !message.StartsWith(Short + "memory", StringComparison.Ordinal))
            {
                yield return new Finding
                {
                    Cause = Id,
                    Subjects = [$"pod/{pod.Name}"],
                    Summary = $"evicted: {PodView.Of(pod).NodeName} {resource}",
                    Evidence = [new Evidence(Timestamp.Parse(pod.Condition("DisruptionTarget").StringAt("lastTransitionTime")), message.Trim(), "Pod status, Evicted")],
                    Remedy = $"see to the node: kubectl describe node {PodView.Of(pod).NodeName}; the evicted Pod stays until it is deleted",
                    IsFinal = false,
                };
            }
        }
    }

    private static string Resource(string message) =>
        message.StartsWith(Short, StringComparison.Ordinal) ? $"is short of {message[Short.Length..].Split(". ")[0].TrimEnd('.', ' ')}"
        : message.StartsWith(Had, StringComparison.Ordinal) ? $"has {message[Had.Length..].Split(". ")[0].Trim('[', ']', '.', ' ')}"
        : "";

    private Finding OfNode(Situation situation, KubeObject node, string type, string remedy)
    {
        var condition = node.Condition(type);
        return new Finding
        {
            Cause = Id,
            Subjects = [situation.Subject],
            Summary = $"{type}: {condition.StringAt("message") ?? condition.StringAt("reason")}",
            Evidence = [new Evidence(Timestamp.Parse(condition.StringAt("lastTransitionTime")), $"{type} True: {condition.StringAt("reason")}", $"Node condition, {node.Name}")],
            Waiting = "it takes no new Pods, and evicts some, until that is over",
            Remedy = remedy,
            IsFinal = false,
        };
    }
}
