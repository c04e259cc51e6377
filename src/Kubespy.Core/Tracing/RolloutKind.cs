namespace Kubespy.Core.Tracing;

/// <summary>What is under way with a Deployment.</summary>
internal enum RolloutKind
{
    None,
    Creation,

    /// <summary>Another template.</summary>
    Rollout,

    /// <summary>Another number of replicas.</summary>
    Scaling,

    /// <summary>Nobody changed the spec: Pods were lost.</summary>
    Repair,
}
