namespace Kubespy.Core.Findings.Causes;

/// <summary>The ServiceAccount that Pods are to run as does not exist (plugin/pkg/admission/serviceaccount): docs/causes/service-account.md.</summary>
public sealed class ServiceAccountMissing : ICause
{
    internal const string Name = "service-account";

    public string Id => Name;

    public IEnumerable<Finding> Find(Situation situation) => PodRefusals.Of(situation, Id);
}
