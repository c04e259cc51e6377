using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing;

/// <summary>From what is known to what is shown. Pure.</summary>
internal static class TraceCalculator
{
    public static DeploymentTrace Calculate(TraceInput input)
    {
        var spec = input.Deployment?.Spec;
        var status = input.Deployment?.Status;
        var replicas = spec.Int64At("replicas") ?? (input.Deployment is null ? 0 : 1);
        var bounds = spec.StringAt("strategy", "type") == "Recreate"
            ? new RollingUpdate(0, (int)replicas)
            : RollingUpdate.Of(spec.MapAt("strategy", "rollingUpdate"), (int)replicas);
        var newest = Newest(input);
        var isLagging = input.Deployment is not null && (status.Int64At("observedGeneration") ?? 0) < input.Deployment.Generation;
        var serving = input.ReplicaSets.Where(rs => rs.Uid != newest?.Uid && rs.Available > 0).MaxBy(rs => rs.Revision);
        var isRolling = newest is { Revision: > 1 } && (input.Progress.Present == RolloutKind.Rollout || IsScalingDown(input, newest));
        var situation = input.SituationOf?.Invoke(newest?.Object) ?? Situation(input, newest);
        var findings = Diagnosis.Of(situation);
        var progress = input.Deployment?.Condition("Progressing");
        var trace = new DeploymentTrace
        {
            Kind = "Deployment",
            ShortKind = "deploy",
            Name = input.Name,
            Namespace = input.Namespace,
            Now = input.Now,
            Verdict = Verdict.Waiting,
            Reason = "",
            Since = input.Progress.Since,
            Done = input.Progress.Present == RolloutKind.None ? input.Progress.Last : null,
            Replicas = replicas,
            Updated = status.Int64At("updatedReplicas") ?? 0,
            Available = status.Int64At("availableReplicas") ?? 0,
            Terminating = input.Pods.Count(p => p.IsTerminating),
            Total = input.Pods.Count(p => p.IsActive),
            Floor = replicas - bounds.MaxUnavailable,
            Ceiling = replicas + bounds.MaxSurge,
            IsRollingOut = isRolling,
            IsLagging = isLagging,
            IsKnown = input.IsKnown,
            IsCaughtUp = input.IsCaughtUp,
            ServingRevision = serving?.Revision,
            MinReadySeconds = spec.Int64At("minReadySeconds") ?? 0,
            Deadline = Deadline(spec, progress),
            Revisions = Revisions(input, newest, replicas),
            Released = [.. input.Released.OrderBy(r => r.Pod.CreatedAt).ThenBy(r => r.Pod.Name, StringComparer.Ordinal)],
            Log = input.Log,
            Remedy = "",
            ConnectionLost = input.ConnectionLost,
            Findings = findings,
        };
        var (verdict, reason) = DeploymentVerdict.Of(input, trace, newest, progress);
        return trace with
        {
            Verdict = verdict,
            Reason = reason,
            Since = verdict == Verdict.Paused ? null : trace.Since,
            Remedy = Remedy(input, trace, verdict, situation),
        };
    }

    /// <summary>The ReplicaSet of the template that is wanted; null where it is yet to be made.</summary>
    private static ReplicaSetState? Newest(TraceInput input)
    {
        var template = input.Deployment?.Root.MapAt("spec", "template");
        var all = input.ReplicaSets.Where(rs => !rs.IsGoing || input.Deployment is null).ToArray();
        return all.Where(rs => template is not null && rs.Template.Equals(template)).MaxBy(rs => rs.Revision)
            ?? (template is null && input.Deployment is not null ? all.MaxBy(rs => rs.Revision) : null)
            ?? (input.Deployment is null || input.Progress.Present is RolloutKind.None or RolloutKind.Repair
                ? all.FirstOrDefault(rs => input.Deployment is not null && rs.Revision == DeploymentRevision.Of(input.Deployment)) ?? (input.Deployment is null ? all.MaxBy(rs => rs.Revision) : null)
                : null);
    }

    /// <summary>Older ReplicaSets still have Pods to give; where the Deployment already calls itself complete, it is their watch that is behind.</summary>
    private static bool IsScalingDown(TraceInput input, ReplicaSetState newest) =>
        input.Deployment is { } deployment && !RolloutProgress.IsComplete(deployment) && input.ReplicaSets.Any(rs => rs.Uid != newest.Uid && rs.Replicas > 0);

    private static List<RevisionTrace> Revisions(TraceInput input, ReplicaSetState? newest, long replicas)
    {
        var pods = input.Pods.ToLookup(p => p.OwnerUid, StringComparer.Ordinal);
        var isPaused = input.Deployment?.Root.BoolAt("spec", "paused") == true;
        var shown = new List<RevisionTrace>();
        foreach (var rs in input.ReplicaSets.OrderByDescending(rs => rs.Revision).ThenByDescending(rs => rs.CreatedAt).ThenBy(rs => rs.Name, StringComparer.Ordinal))
        {
            var isNewest = rs.Uid == newest?.Uid;
            var own = pods[rs.Uid].OrderBy(p => p.Health == Health.Leaving).ThenBy(p => p.CreatedAt).ThenBy(p => p.Name, StringComparer.Ordinal)
                .Select(p => p.IsReady ? p : WithTrouble(p, input)).ToArray();
            if ((isNewest && !rs.IsGoing) || own.Length > 0 || (rs.Replicas > 0 && !rs.IsGoing))
            {
                var goal = rs.IsGoing || input.Deployment is null or { IsBeingDeleted: true } ? 0 : isPaused || newest is null ? rs.Replicas : isNewest ? replicas : 0;
                shown.Add(new RevisionTrace(rs, goal, own, isNewest));
            }
        }

        return shown;
    }

    private static PodState WithTrouble(PodState pod, TraceInput input)
    {
        var (about, log) = (input.Events.About(pod.Uid), input.Logs.Of(pod.Uid));
        return about.Count == 0 && log.Count == 0 ? pod : pod with
        {
            LogLines = log,
            PullAttempts = about.Select(WarningStory.PullAttempts).DefaultIfEmpty(0).Max(),
            ProbeFailure = pod.Word == "Running, not Ready" ? about.Select(WarningStory.ProbeFailure).LastOrDefault(f => f.Length > 0) ?? "" : "",
        };
    }

    private static Situation Situation(TraceInput input, ReplicaSetState? newest) => new()
    {
        Now = input.Now,
        Workload = input.Deployment,
        Makers = newest is null ? [] : [newest.Object],
        Pods = [.. input.Pods.Where(p => p.Object is { } pod && p.OwnerUid == newest?.Uid && Unwell.Is(pod, input.Now)).OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => p.Object!)],
        EventsAbout = input.Events.About,
        OfKind = kind => kind == "ReplicaSet" ? input.ReplicaSets.Where(rs => !rs.IsGoing).Select(rs => rs.Object) : null,
        LogOf = input.Logs.Of,
        ToleratedRestarts = input.ToleratedRestarts,
    };

    private static DateTimeOffset? Deadline(MapValue? spec, Value? progress) =>
        progress.StringAt("status") == "True" && progress.StringAt("reason") != "NewReplicaSetAvailable"
        && spec.Int64At("progressDeadlineSeconds") is { } seconds and < int.MaxValue && Timestamp.Parse(progress.StringAt("lastUpdateTime")) is { } since
            ? since.AddSeconds(seconds)
            : null;

    private static string Remedy(TraceInput input, DeploymentTrace trace, Verdict verdict, Situation situation)
    {
        var scope = Namespaces.ScopeOf(input.Namespace);
        if (verdict is Verdict.Stuck or Verdict.Failed)
        {
            return trace.IsRollingOut && situation.WayBackTo($"deploy/{input.Name}{scope}") is { Length: > 0 } back ? $"undo: {back}" : trace.Findings is [var finding, ..] ? finding.Remedy : "";
        }

        return verdict == Verdict.Paused ? $"resume: kubectl rollout resume deploy/{input.Name}{scope}"
            : trace.Released.FirstOrDefault(r => r.Back.Length > 0) is { } released ? $"back: kubectl label pod {released.Pod.Name} {released.Back}{scope}"
            : "";
    }
}
