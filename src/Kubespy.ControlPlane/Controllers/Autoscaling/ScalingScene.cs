using Kubespy.Core.Objects;

namespace Kubespy.ControlPlane.Controllers.Autoscaling;

/// <summary>What an autoscaler looks at in a sync.</summary>
/// <param name="Target">What is scaled.</param>
/// <param name="Pods">Those that the target's selector matches.</param>
/// <param name="Tolerances">Of the autoscaler.</param>
/// <param name="Now">The time of the sync.</param>
internal sealed record ScalingScene(KubeObject Target, IReadOnlyList<KubeObject> Pods, Tolerances Tolerances, DateTimeOffset Now)
{
    public string Namespace => Target.Namespace;

    /// <exception cref="MetricException">Nothing is measured.</exception>
    public ReplicaCalculator Calculator(string resource, string container)
    {
        var usage = SimulatedUsage.Of(Pods, Target, resource, container);
        return usage.Count > 0
            ? new(Pods, usage, Tolerances, Now)
            : throw new MetricException($"unable to get metrics for resource {resource}: no metrics returned from resource metrics API");
    }
}
