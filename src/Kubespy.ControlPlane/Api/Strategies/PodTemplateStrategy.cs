using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Api.Strategies;

/// <summary>PodTemplates: their generation counts changes of the template (pkg/registry/core/podtemplate/strategy.go).</summary>
public sealed class PodTemplateStrategy : ResourceStrategy
{
    public PodTemplateStrategy() => (HasStatus, CountsGeneration) = (false, true);

    protected override bool IsGenerationChanged(KubeObject obj, KubeObject old) => obj.Root["template"] != old.Root["template"];
}
