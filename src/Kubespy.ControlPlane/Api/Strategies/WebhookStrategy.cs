using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Api.Strategies;

/// <summary>Webhook configurations: their generation counts changes of their webhooks (pkg/registry/admissionregistration).</summary>
public sealed class WebhookStrategy : ResourceStrategy
{
    public WebhookStrategy() => (HasStatus, CountsGeneration) = (false, true);

    protected override bool IsGenerationChanged(KubeObject obj, KubeObject old) => obj.Root["webhooks"] != old.Root["webhooks"];
}
