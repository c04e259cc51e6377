namespace Kubespy.Core.Findings.Causes;

/// <summary>The API server refuses the Pods: a quota, a LimitRange, PodSecurity, a policy, a PriorityClass that is missing: docs/causes/pods-refused.md.</summary>
public sealed class PodsCannotBeCreated : ICause
{
    internal const string Name = "pods-refused";

    public string Id => Name;

    public IEnumerable<Finding> Find(Situation situation) => PodRefusals.Of(situation, Id);
}
