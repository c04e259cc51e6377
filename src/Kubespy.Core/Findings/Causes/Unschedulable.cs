using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Findings.Causes;

/// <summary>No node takes a Pod (pkg/scheduler): docs/causes/unschedulable.md.</summary>
public sealed class Unschedulable : ICause
{
    public string Id => "unschedulable";

    public IEnumerable<Finding> Find(Situation situation)
    {
        foreach (var pod in situation.Pods.Where(p => !p.IsBeingDeleted && PodView.Of(p) is { NodeName: "", IsTerminal: false }))
        {
            var condition = pod.Condition("PodScheduled");
            if (condition.StringAt("reason") == "SchedulingGated")
            {
                yield return Gated(pod);
                continue;
            }

            var warning = situation.EventOf(pod, e => e.Reason == "FailedScheduling");
            var message = condition.StringAt("status") == "False" && condition.StringAt("message") is { Length: > 0 } told ? told : warning?.Message ?? "";
            if (message.Length > 0)
            {
                yield return new Finding
                {
                    Cause = Id,
                    Subjects = [$"pod/{pod.Name}"],
                    Summary = UnschedulableText.Of(message)?.ToString() ?? (message == "no nodes available to schedule pods" ? "the cluster has no node" : $"no node takes it: {message}"),
                    Evidence = [.. EvidenceOf(situation, pod, condition, message, warning)],
                    Waiting = "the scheduler tries again when nodes or Pods change",
                    Remedy = "make room or add a node, or ask for less: the requests, nodeSelector, affinity and tolerations of its template",
                    IsFinal = false,
                };
            }
        }
    }

    private static IEnumerable<Evidence> EvidenceOf(Situation situation, KubeObject pod, Value? condition, string message, ObservedEvent? warning)
    {
        yield return condition is null
            ? warning!.ToEvidence()
            : new Evidence(Timestamp.Parse(condition.StringAt("lastTransitionTime")), message, "Pod condition PodScheduled");
        foreach (var container in pod.Root.ListAt("spec", "containers"))
        {
            if (container.MapAt("resources", "requests") is { Count: > 0 } requests)
            {
                yield return new Evidence(null, $"container {container.StringAt("name")} asks for {string.Join(", ", requests.Select(r => $"{r.Key} {r.Value.AsString() ?? r.Value.ToString()}"))}", "Pod spec");
            }
        }

        if (pod.Root.MapAt("spec", "nodeSelector") is { Count: > 0 } selector)
        {
            yield return new Evidence(null, $"asks for nodes with {string.Join(", ", selector.Select(s => $"{s.Key}={s.Value.AsString()}"))}", "Pod spec, nodeSelector");
        }

        if (situation.EventOf(pod, e => e.Reason is "NotTriggerScaleUp" or "TriggeredScaleUp") is { } autoscaler)
        {
            yield return autoscaler.ToEvidence();
        }
    }

    private Finding Gated(KubeObject pod)
    {
        var gates = string.Join(", ", pod.Root.ListAt("spec", "schedulingGates").Select(g => g.StringAt("name")));
        return new Finding
        {
            Cause = Id,
            Subjects = [$"pod/{pod.Name}"],
            Summary = gates.Length == 0 ? "a scheduling gate holds it" : $"scheduling gate {gates} holds it",
            Evidence = [new Evidence(pod.CreationTimestamp, "SchedulingGated", "Pod condition PodScheduled")],
            Waiting = "it is scheduled once its gates are gone",
            Remedy = "look at the controller that sets the gate: it removes it",
            IsFinal = false,
        };
    }
}
