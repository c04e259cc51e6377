using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Findings.Causes;

/// <summary>A Pod is evicted because it wrote more than its ephemeral-storage limit, or an emptyDir's sizeLimit, allows (pkg/kubelet/eviction, localStorageEviction): docs/causes/storage-limit.md.</summary>
public sealed class StorageLimit : ICause
{
    public string Id => "storage-limit";

    public IEnumerable<Finding> Find(Situation situation)
    {
        foreach (var pod in situation.Pods.Where(p => !p.IsBeingDeleted && p.Status.StringAt("reason") == "Evicted"))
        {
            var message = (pod.Status.StringAt("message") ?? "").Trim();
            if (Words(message) is { Length: > 0 } words)
            {
                yield return new Finding
                {
                    Cause = Id,
                    Subjects = [$"pod/{pod.Name}"],
                    Summary = $"evicted: {words}",
                    Evidence = [new Evidence(Timestamp.Parse(pod.Condition("DisruptionTarget").StringAt("lastTransitionTime")), message, "Pod status, Evicted")],
                    Remedy = "raise the limit, or make it write less: logs go to stdout, data to a volume of its own; the evicted Pod stays until it is deleted",
                    IsFinal = false,
                };
            }
        }
    }

    private static string Words(string message)
    {
        var quoted = message.Split('"');
        return message.StartsWith("Usage of EmptyDir volume \"", StringComparison.Ordinal) && quoted.Length > 3 ? $"emptyDir volume {quoted[1]} holds more than its sizeLimit {quoted[3]}"
            : message.Contains(" exceeded its local ephemeral storage limit \"", StringComparison.Ordinal) ? $"container {message["Container ".Length..].Split(' ')[0]} wrote more than its ephemeral-storage limit {quoted[1]}"
            : message.StartsWith("Pod ephemeral local storage usage exceeds", StringComparison.Ordinal) ? "it wrote more than the ephemeral-storage limits of its containers together"
            : "";
    }
}
