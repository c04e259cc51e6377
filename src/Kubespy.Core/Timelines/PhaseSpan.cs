namespace Kubespy.Core.Timelines;

/// <summary>A Pod was in a phase for a while.</summary>
/// <param name="Phase">Which.</param>
/// <param name="Reason">The word that kubectl shows, where it says more than the phase: <c>CrashLoopBackOff</c>; else empty.</param>
/// <param name="From">When it was seen to begin; the begin of the recording where it had begun before.</param>
/// <param name="To">When it was seen to end; null where it went on at the end of the recording.</param>
/// <param name="StartsBefore">It had begun before it was first seen: how long it lasted is not known.</param>
public sealed record PhaseSpan(PodPhase Phase, string Reason, DateTimeOffset From, DateTimeOffset? To, bool StartsBefore)
{
    /// <summary>Null where its begin or its end was not seen.</summary>
    public TimeSpan? Duration => StartsBefore ? null : To - From;
}
