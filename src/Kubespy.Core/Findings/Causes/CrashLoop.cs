using System.Globalization;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Findings.Causes;

/// <summary>A container ends again and again, and the kubelet waits ever longer to start it: docs/causes/crash-loop.md.</summary>
public sealed class CrashLoop : ICause
{
    public string Id => "crash-loop";

    public IEnumerable<Finding> Find(Situation situation)
    {
        foreach (var pod in situation.Pods.Where(p => !p.IsBeingDeleted))
        {
            foreach (var container in ContainerStatus.Of(pod).Where(IsCrashing))
            {
                var end = container.LastEnd;
                yield return new Finding
                {
                    Cause = Id,
                    Subjects = [$"pod/{pod.Name}"],
                    Summary = $"container {container.Name} keeps crashing ({HowItEnded(end)})",
                    Evidence = [.. EvidenceOf(situation, pod, container, end)],
                    Remedy = $"kubectl logs {pod.Name} -c {container.Name} --previous{situation.Scope}",
                    IsFinal = container.Restarts > situation.ToleratedRestarts,
                };
            }
        }
    }

    private static bool IsCrashing(ContainerStatus container) =>
        container.LastEnd.StringAt("reason") != "OOMKilled"
        && (container.WaitingReason == "CrashLoopBackOff" || (container.Restarts > 0 && container.Terminated.Int64At("exitCode") is > 0));

    private static string HowItEnded(MapValue? end) =>
        end.Int64At("signal") is > 0 and var signal ? string.Create(CultureInfo.InvariantCulture, $"signal {signal}")
        : end.Int64At("exitCode") is { } code ? string.Create(CultureInfo.InvariantCulture, $"exit code {code}")
        : "exit code unknown";

    private static IEnumerable<Evidence> EvidenceOf(Situation situation, KubeObject pod, ContainerStatus container, MapValue? end)
    {
        yield return new Evidence(
            Timestamp.Parse(end.StringAt("finishedAt")),
            string.Create(CultureInfo.InvariantCulture, $"{container.Restarts} restarts, last end {end.StringAt("reason") ?? "unknown"}, {HowItEnded(end)}"),
            $"Pod status, container {container.Name}");
        foreach (var line in situation.LogOf(pod.Uid, container.Name))
        {
            yield return new Evidence(null, line, $"log of {container.Name}");
        }
    }
}
