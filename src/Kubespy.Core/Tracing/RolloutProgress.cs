using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing;

/// <summary>
/// Since when a Deployment is not as it should be, what began it, and how it went meanwhile: from its own status alone, so that an
/// event costs the same however many Pods there are.
/// </summary>
internal sealed class RolloutProgress
{
    /// <summary>What was lost again so soon was never put right: a container that crashes is Ready for the moment it runs.</summary>
    private static readonly TimeSpan Relapse = TimeSpan.FromMinutes(1);

    /// <summary>Who begins to look so soon after a change has seen all of it; times in managedFields are whole seconds.</summary>
    private static readonly TimeSpan JustNow = TimeSpan.FromSeconds(2);

    private Step? _step;
    private (DateTimeOffset Since, DateTimeOffset Until)? _repair;

    /// <summary>Null while nothing is under way.</summary>
    public DateTimeOffset? Since => _step?.Since;

    public RolloutKind Present => _step?.Kind ?? RolloutKind.None;

    /// <summary>How the last one went; null where none was seen to its end.</summary>
    public RolloutDone? Last { get; private set; }

    public void Stop() => _step = null;

    /// <summary>
    /// What is done with this event; null where nothing is, or only what nobody asked for was put right.
    /// <paramref name="old"/> is the same Deployment before; null where it was not known. <paramref name="isLate"/>: it happened some time before.
    /// </summary>
    public RolloutDone? Apply(DateTimeOffset time, KubeObject? old, KubeObject next, bool isInitial, bool isLate)
    {
        var available = next.Status.Int64At("availableReplicas") ?? 0;
        if (IsComplete(next))
        {
            var done = _step is { Kind: not RolloutKind.Repair } step
                ? new RolloutDone(step.Kind, isLate ? null : time - step.Since, step.IsExact, step.IsWhole, Math.Min(step.Lowest, available), available)
                : null;
            _repair = _step is { Kind: RolloutKind.Repair } repair ? (repair.Since, time) : done is null ? _repair : null;
            (_step, Last) = (null, done ?? Last);
            return done;
        }

        var began = old is null ? First(next, isInitial) : Change(old, next);
        if (_step is null || began is RolloutKind.Rollout or RolloutKind.Creation)
        {
            var relapsed = began is RolloutKind.None && _repair is { } repair && time - repair.Until < Relapse ? _repair : null;
            var start = Start(time, next, isInitial || isLate);
            _step = new Step(relapsed?.Since ?? start, !isInitial && !isLate, !isInitial || (start < time && time - start < JustNow), began is RolloutKind.None ? RolloutKind.Repair : began, Available(old) ?? available);
        }
        else if (_step.Kind == RolloutKind.Repair && began == RolloutKind.Scaling)
        {
            _step = _step with { Kind = began };
        }

        _step = _step with { Lowest = Math.Min(_step.Lowest, available) };
        return null;
    }

    /// <summary>As kubectl rollout status sees it (pkg/polymorphichelpers/rollout_status.go).</summary>
    internal static bool IsComplete(KubeObject deployment)
    {
        var status = deployment.Status;
        var wanted = Wanted(deployment);
        return (status.Int64At("observedGeneration") ?? 0) >= deployment.Generation
            && (status.Int64At("updatedReplicas") ?? 0) == wanted
            && (status.Int64At("replicas") ?? 0) == wanted
            && (status.Int64At("availableReplicas") ?? 0) == wanted;
    }

    /// <summary>What is under way when it is first seen: what the controller has not seen is taken for another template.</summary>
    private static RolloutKind First(KubeObject next, bool isInitial)
    {
        var wasComplete = next.Condition("Progressing").StringAt("reason") == "NewReplicaSetAvailable";
        return !isInitial || (!wasComplete && DeploymentRevision.Of(next) <= 1) ? RolloutKind.Creation
            : wasComplete && (next.Status.Int64At("observedGeneration") ?? 0) >= next.Generation ? RolloutKind.Repair
            : RolloutKind.Rollout;
    }

    private static RolloutKind Change(KubeObject old, KubeObject next) =>
        !Equals(old.Root.MapAt("spec", "template"), next.Root.MapAt("spec", "template")) || IsResumed(old, next) ? RolloutKind.Rollout
        : Wanted(old) != Wanted(next) ? RolloutKind.Scaling
        : RolloutKind.None;

    private static bool IsResumed(KubeObject old, KubeObject next) =>
        old.Root.BoolAt("spec", "paused") == true && next.Root.BoolAt("spec", "paused") != true
        && (old.Status.Int64At("updatedReplicas") ?? 0) != Wanted(old);

    private static long Wanted(KubeObject deployment) => deployment.Spec.Int64At("replicas") ?? 1;

    private static long? Available(KubeObject? deployment) => deployment is null ? null : deployment.Status.Int64At("availableReplicas") ?? 0;

    /// <summary>What began before the trace did began with the last write of the spec, as managedFields tell.</summary>
    private static DateTimeOffset Start(DateTimeOffset time, KubeObject next, bool isInitial) =>
        isInitial && FieldHand.LastSpecWrite(next) is { } written && written < time ? written : time;

    private sealed record Step(DateTimeOffset Since, bool IsExact, bool IsWhole, RolloutKind Kind, long Lowest);
}
