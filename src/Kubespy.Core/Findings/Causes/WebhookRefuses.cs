namespace Kubespy.Core.Findings.Causes;

/// <summary>An admission webhook refuses the Pods, or does not answer (apiserver/pkg/admission/plugin/webhook): docs/causes/webhook.md.</summary>
public sealed class WebhookRefuses : ICause
{
    internal const string Name = "webhook";

    public string Id => Name;

    public IEnumerable<Finding> Find(Situation situation) => PodRefusals.Of(situation, Id);
}
