using Kubespy.Core.Objects;
using Kubespy.Core.Tracing.Objects;

namespace Kubespy.Core.Tracing;

/// <summary>A Deployment at one moment, nothing of which was seen before: what its trace says as it begins. Pure.</summary>
internal static class DeploymentMoment
{
    public static KindState Calculate(KubeObject root, TraceWorld world)
    {
        var sets = world.Store.OwnedBy(root.Uid).Where(o => o.Kind == "ReplicaSet" && o.ControllerRef?.Uid == root.Uid).ToArray();
        var pods = sets.SelectMany(s => world.Store.OwnedBy(s.Uid).Where(p => p.Kind == "Pod" && p.ControllerRef?.Uid == s.Uid)).ToArray();
        var progress = new RolloutProgress();
        progress.Apply(world.Now, old: null, root, isInitial: true, isLate: true);
        var trace = TraceCalculator.Calculate(new TraceInput(
            root.Name, root.Namespace, world.Now, root, IsKnown: true, IsCaughtUp: true, WasDeleted: false, [.. sets.Select(ReplicaSetState.Of)], [.. pods.Select(world.StateOf)], [], [],
            "", progress, world.Events, new ContainerLogs(), world.ToleratedRestarts)
        {
            // Those that do not go are of interest whichever revision they are of.
            SituationOf = newest => world.SituationOf(root, newest is null ? [] : [newest], pods.Where(p => p.IsBeingDeleted || p.ControllerRef?.Uid == newest?.Uid)),
        });
        return new KindState { Verdict = trace.Verdict, Reason = trace.Reason, Findings = trace.Findings, Remedy = trace.Remedy };
    }
}
