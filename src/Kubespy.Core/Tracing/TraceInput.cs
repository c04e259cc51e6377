using Kubespy.Core.Findings;
using Kubespy.Core.Objects;

namespace Kubespy.Core.Tracing;

/// <summary>Everything that a trace is calculated from.</summary>
internal sealed record TraceInput(
    string Name,
    string Namespace,
    DateTimeOffset Now,
    KubeObject? Deployment,
    bool IsKnown,
    bool IsCaughtUp,
    bool WasDeleted,
    IReadOnlyCollection<ReplicaSetState> ReplicaSets,
    IReadOnlyCollection<PodState> Pods,
    IReadOnlyCollection<ReleasedPod> Released,
    IReadOnlyList<TraceLine> Log,
    string ConnectionLost,
    RolloutProgress Progress,
    EventIndex Events,
    ContainerLogs Logs,
    long ToleratedRestarts)
{
    /// <summary>The situation around the Deployment whose newest ReplicaSet that is, where more is known than is told here; null where not.</summary>
    public Func<KubeObject?, Situation>? SituationOf { get; init; }
}
