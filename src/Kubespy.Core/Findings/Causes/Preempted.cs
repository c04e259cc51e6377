using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Findings.Causes;

/// <summary>A Pod has to make room for one of higher priority: for the scheduler's (pkg/scheduler/framework/preemption), or for a critical one on its node (pkg/kubelet/preemption): docs/causes/preempted.md.</summary>
public sealed class Preempted : ICause
{
    public string Id => "preempted";

    public IEnumerable<Finding> Find(Situation situation)
    {
        foreach (var pod in situation.Pods)
        {
            var condition = pod.Condition("DisruptionTarget");
            var isByKubelet = pod.Status.StringAt("reason") == "Preempting";
            if (isByKubelet || (condition.StringAt("status") == "True" && condition.StringAt("reason") == "PreemptionByScheduler"))
            {
                yield return new Finding
                {
                    Cause = Id,
                    Subjects = [$"pod/{pod.Name}"],
                    Summary = isByKubelet ? $"preempted by the kubelet of {PodView.Of(pod).NodeName} for a critical Pod" : PodDisruption.Of(pod),
                    Evidence = [new Evidence(Timestamp.Parse(condition.StringAt("lastTransitionTime")), condition.StringAt("message") ?? pod.Status.StringAt("message") ?? "Preempting", condition is null ? "Pod status" : "Pod condition DisruptionTarget")],
                    Waiting = "its controller makes another, which waits for room",
                    Remedy = "add room, or give it a PriorityClass of its own: kubectl get priorityclass",
                    IsFinal = false,
                };
            }
        }
    }
}
