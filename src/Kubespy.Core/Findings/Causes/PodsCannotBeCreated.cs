using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Findings.Causes;

/// <summary>The API server refuses the Pods: a quota, an admission webhook, a policy (condition ReplicaFailure): docs/causes/pods-refused.md.</summary>
public sealed class PodsCannotBeCreated : ICause
{
    public string Id => "pods-refused";

    public IEnumerable<Finding> Find(Situation situation)
    {
        foreach (var maker in situation.Makers)
        {
            var failure = maker.Condition("ReplicaFailure");
            if (failure.StringAt("status") == "True")
            {
                var message = failure.StringAt("message") ?? "";
                yield return new Finding
                {
                    Cause = Id,
                    Subjects = [$"rs/{maker.Name}"],
                    Summary = $"Pods are refused: {message}",
                    Evidence = [new Evidence(Timestamp.Parse(failure.StringAt("lastTransitionTime")), message, "ReplicaSet condition ReplicaFailure")],
                    Remedy = message.Contains("quota", StringComparison.Ordinal) ? $"raise the quota or free some of it: kubectl describe quota{situation.Scope}" : "satisfy what refuses them",
                    IsFinal = (maker.Root.Int64At("status", "replicas") ?? 0) == 0,
                };
            }
        }
    }
}
