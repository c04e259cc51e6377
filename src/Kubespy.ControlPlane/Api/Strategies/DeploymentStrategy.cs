using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Api.Strategies;

/// <summary>Deployments: the generation also moves with the annotations (pkg/registry/apps/deployment/strategy.go).</summary>
public sealed class DeploymentStrategy : ResourceStrategy
{
    public DeploymentStrategy() => CountsGeneration = true;

    protected override bool IsGenerationChanged(KubeObject obj, KubeObject old) =>
        base.IsGenerationChanged(obj, old) || !obj.Annotations.Equals(old.Annotations);
}
