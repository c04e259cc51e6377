namespace Kubespy.ControlPlane.Api.Strategies;

/// <summary>ReplicationControllers: their Pods stay unless their deletion is asked for (pkg/registry/core/replicationcontroller/strategy.go).</summary>
public sealed class ReplicationControllerStrategy : ResourceStrategy
{
    public ReplicationControllerStrategy() => CountsGeneration = true;

    public override PropagationPolicy? DefaultPropagation => PropagationPolicy.Orphan;
}
