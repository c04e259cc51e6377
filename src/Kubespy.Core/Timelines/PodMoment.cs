using Kubespy.Core.Objects;
using Kubespy.Core.Tracing;
using Kubespy.Core.Values;

namespace Kubespy.Core.Timelines;

/// <summary>What a timeline keeps of one state of a Pod, and from when it was so.</summary>
internal readonly record struct PodMoment(DateTimeOffset Time, PodPhase Phase, string Reason, bool IsReady, bool IsTerminating, string OwnerUid)
{
    /// <summary>It counts for its controller: it has neither ended nor is being deleted.</summary>
    public bool IsActive => Phase is not (PodPhase.Terminating or PodPhase.Ended);

    /// <summary>It takes traffic if its Service sends any.</summary>
    public bool Serves => IsActive && IsReady;

    public bool IsSame(PodMoment other) => this with { Time = other.Time } == other;

    public static PodMoment Of(DateTimeOffset time, KubeObject pod, bool isPulling, bool isPulled)
    {
        var view = PodView.Of(pod);
        var state = PodState.Of(pod);
        var phase = PhaseOf(pod, view, state, isPulling, isPulled);
        var reason = phase is PodPhase.Failing or PodPhase.Ended || state.Word.StartsWith("Init:", StringComparison.Ordinal) ? state.Word
            : phase == PodPhase.Pending ? state.Note
            : "";
        return new PodMoment(time, phase, reason, view.IsReady, view.IsTerminating, pod.ControllerRef?.Uid ?? "");
    }

    private static PodPhase PhaseOf(KubeObject pod, PodView view, PodState state, bool isPulling, bool isPulled) =>
        pod.IsBeingDeleted ? PodPhase.Terminating
        : view.IsTerminal ? PodPhase.Ended
        : view.NodeName.Length == 0 ? PodPhase.Pending
        : state.IsReady ? PodPhase.Ready
        : isPulling ? PodPhase.Pulling
        : state.Health == Health.Failing ? PodPhase.Failing
        : view.Phase == "Running" ? PodPhase.NotReady
        : isPulled || state.Word.StartsWith("Init:", StringComparison.Ordinal) || pod.Condition("PodReadyToStartContainers").StringAt("status") == "True" ? PodPhase.Starting
        : PodPhase.Scheduled;
}
