using Kubespy.Core.Objects;
using Kubespy.Core.Values;
using static System.FormattableString;

namespace Kubespy.Core.Findings.Causes;

/// <summary>The kernel kills a container at its memory limit, or the kubelet evicts a Pod from a node short of memory: docs/causes/out-of-memory.md.</summary>
public sealed class OutOfMemory : ICause
{
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(10);

    public string Id => "out-of-memory";

    public IEnumerable<Finding> Find(Situation situation)
    {
        foreach (var pod in situation.Pods.Where(p => !p.IsBeingDeleted))
        {
            if (pod.Status.StringAt("reason") == "Evicted" && pod.Status.StringAt("message") is { } message && message.Contains("memory", StringComparison.Ordinal))
            {
                yield return Evicted(pod, message);
                continue;
            }

            foreach (var container in ContainerStatus.Of(pod).Where(c => IsKilled(c, situation.Now)))
            {
                yield return new Finding
                {
                    Cause = Id,
                    Subjects = [$"pod/{pod.Name}"],
                    Part = container.Name,
                    Summary = $"container {container.Name} is killed for its memory ({Limit(situation.SpecOf(pod, container))})",
                    Evidence = [.. EvidenceOf(situation, pod, container)],
                    Remedy = "raise resources.limits.memory of the container, or make it need less",
                    IsFinal = (container.Restarts > situation.ToleratedRestarts && !container.IsReady) || (PodView.Of(pod).Phase == "Failed" && situation.Workload?.Uid == pod.Uid),
                };
            }
        }
    }

    private static bool IsKilled(ContainerStatus container, DateTimeOffset now) =>
        container.LastEnd.StringAt("reason") == "OOMKilled"
        && (container.RunningSince is null || (Timestamp.Parse(container.LastEnd.StringAt("finishedAt")) is { } ended && now - ended < Recent));

    private static string Limit(MapValue? spec) =>
        spec is null ? "its limit is not known"
        : spec.StringAt("resources", "limits", "memory") is { Length: > 0 } limit ? $"limit {limit}"
        : "it has no limit of its own: the node or the Pod ran out";

    private static IEnumerable<Evidence> EvidenceOf(Situation situation, KubeObject pod, ContainerStatus container)
    {
        var end = container.LastEnd;
        yield return new Evidence(
            Timestamp.Parse(end.StringAt("finishedAt")),
            Invariant($"OOMKilled, exit code {end.Int64At("exitCode") ?? 137}, {container.Restarts} restarts"),
            $"Pod status, container {container.Name}");
        if (situation.SpecOf(pod, container).MapAt("resources") is { Count: > 0 } resources)
        {
            yield return new Evidence(null, $"asks for {resources.StringAt("requests", "memory") ?? "no"} memory, limit {resources.StringAt("limits", "memory") ?? "none"}", "Pod spec");
        }

        foreach (var line in situation.LogOf(pod.Uid, container.Name))
        {
            yield return new Evidence(null, line, $"log of {container.Name}");
        }
    }

    private Finding Evicted(KubeObject pod, string message) => new()
    {
        Cause = Id,
        Subjects = [$"pod/{pod.Name}"],
        Summary = $"evicted: {PodView.Of(pod).NodeName} is short of memory",
        Evidence = [new Evidence(Timestamp.Parse(pod.Condition("DisruptionTarget").StringAt("lastTransitionTime")), message.Trim(), "Pod status, Evicted")],
        Remedy = "set requests.memory to what the container uses, so that it is placed where there is room",
        IsFinal = false,
    };
}
