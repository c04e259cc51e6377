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
    long ToleratedRestarts);
