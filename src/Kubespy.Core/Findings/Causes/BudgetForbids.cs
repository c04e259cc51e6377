using Kubespy.Core.Objects;
using Kubespy.Core.Values;
using static System.FormattableString;

namespace Kubespy.Core.Findings.Causes;

/// <summary>A cordoned node that its Pods do not leave: a PodDisruptionBudget allows no disruption (pkg/registry/core/pod/storage/eviction.go): docs/causes/disruption-budget.md.</summary>
public sealed class BudgetForbids : ICause
{
    public string Id => "disruption-budget";

    public IEnumerable<Finding> Find(Situation situation)
    {
        if (situation.Workload is not { Kind: "Deployment" or "ReplicaSet" or "StatefulSet" or "DaemonSet" or "Job" or "Node" } workload)
        {
            yield break;
        }

        foreach (var budget in (situation.OfKind("PodDisruptionBudget") ?? []).Where(b => b.Status.Int64At("disruptionsAllowed") == 0 && (b.Status.Int64At("expectedPods") ?? 0) > 0))
        {
            var selector = LabelSelector.OfValue(budget.Root.At("spec", "selector"));
            var held = (situation.OfKind("Pod") ?? []).Where(p => p.Namespace == budget.Namespace && selector.Matches(p.Labels) && PodView.Of(p) is { IsActive: true, NodeName.Length: > 0 } && IsOn(situation, workload, p)).ToArray();
            if (held.Length > 0)
            {
                yield return new Finding
                {
                    Cause = Id,
                    Subjects = [situation.Subject],
                    Summary = $"PodDisruptionBudget {budget.Name} allows no Pod to leave {PodView.Of(held[0]).NodeName}, which is cordoned",
                    Evidence =
                    [
                        new Evidence(null, Invariant($"healthy {budget.Status.Int64At("currentHealthy") ?? 0}, needed {budget.Status.Int64At("desiredHealthy") ?? 0}, disruptions allowed 0"), $"PodDisruptionBudget {budget.Name}"),
                        .. held.Take(3).Select(p => new Evidence(null, $"{p.Name} is on {PodView.Of(p).NodeName}", "Pod spec")),
                    ],
                    Remedy = "bring more Pods to health, raise the replicas, or loosen the budget: a drain waits for it",
                    IsFinal = false,
                };
            }
        }
    }

    /// <summary>On a cordoned node, and part of what is asked about.</summary>
    private static bool IsOn(Situation situation, KubeObject workload, KubeObject pod)
    {
        var name = PodView.Of(pod).NodeName;
        return workload.Kind == "Node"
            ? name == workload.Name && workload.Root.BoolAt("spec", "unschedulable") == true
            : pod.ControllerRef is { } owner && (owner.Uid == workload.Uid || situation.Makers.Any(m => m.Uid == owner.Uid))
                && situation.Find("Node", name)?.Root.BoolAt("spec", "unschedulable") == true;
    }
}
