using System.Globalization;
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
        var replicas = spec.Int64At("replicas") ?? 0;
        var bounds = spec.StringAt("strategy", "type") == "Recreate"
            ? new RollingUpdate(0, (int)replicas)
            : RollingUpdate.Of(spec.MapAt("strategy", "rollingUpdate"), (int)replicas);
        var newest = Newest(input);
        var revisions = Revisions(input, newest, replicas);
        var isLagging = input.Deployment is not null && (status.Int64At("observedGeneration") ?? 0) < input.Deployment.Generation;
        var isRolling = newest is not null && (isLagging || input.ReplicaSets.Any(rs => rs.Uid != newest.Uid && rs.Replicas > 0)
            || (newest.Replicas < replicas && newest.Revision > 1 && input.ReplicaSets.Count > 1 && (status.Int64At("updatedReplicas") ?? 0) < replicas));
        var findings = Diagnose(input, newest);
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
            Since = input.Since,
            Replicas = replicas,
            Updated = status.Int64At("updatedReplicas") ?? 0,
            Available = status.Int64At("availableReplicas") ?? 0,
            Terminating = input.Pods.Count(p => p.IsTerminating),
            Total = input.Pods.Count(p => !p.IsTerminating && !p.IsTerminal),
            Floor = replicas - bounds.MaxUnavailable,
            Ceiling = replicas + bounds.MaxSurge,
            IsRollingOut = isRolling,
            IsLagging = isLagging,
            Deadline = Deadline(spec, progress, isRolling),
            Revisions = revisions,
            Released = [.. input.Released.OrderBy(r => r.Pod.CreatedAt).ThenBy(r => r.Pod.Name, StringComparer.Ordinal)],
            Log = input.Log,
            Remedy = Remedy(input, findings, isRolling),
            ConnectionLost = input.ConnectionLost,
            Findings = findings,
        };
        var (verdict, reason) = Judge(input, trace, newest, progress);
        return trace with { Verdict = verdict, Reason = reason };
    }

    private static (Verdict Verdict, string Reason) Judge(TraceInput input, DeploymentTrace trace, ReplicaSetState? newest, Value? progress)
    {
        if (input.Deployment is null)
        {
            return input.WasDeleted ? (Verdict.Deleted, "it is gone") : (Verdict.Waiting, "it does not exist yet");
        }

        var revision = RevisionText(input, newest, trace.IsRollingOut);
        if (input.Deployment.IsBeingDeleted)
        {
            return (Verdict.Terminating, "it is being deleted");
        }

        if (progress.StringAt("reason") == "ProgressDeadlineExceeded" && trace.IsRollingOut | trace.Available < trace.Replicas)
        {
            return (Verdict.Failed, Join(revision, trace.Doom.Length > 0 ? trace.Doom : "no progress within the deadline"));
        }

        if (trace.Doom.Length > 0)
        {
            return (Verdict.Stuck, Join(revision, trace.Doom));
        }

        if (input.Deployment.Root.BoolAt("spec", "paused") == true)
        {
            return (Verdict.Paused, Join(revision, "paused: changes wait for kubectl rollout resume"));
        }

        if (trace.IsLagging)
        {
            return (Verdict.Progressing, "the controller has not seen the newest change yet");
        }

        if (trace.IsRollingOut)
        {
            return (Verdict.Progressing, Join(revision, WhatChanged(input, newest)));
        }

        var isDone = trace.Updated == trace.Replicas && trace.Available >= trace.Replicas && (input.Deployment.Status.Int64At("replicas") ?? 0) == trace.Replicas;
        if (isDone)
        {
            return (Verdict.Complete, revision);
        }

        var wasComplete = progress.StringAt("reason") == "NewReplicaSetAvailable";
        return trace.Available < trace.Floor && wasComplete && trace.Total >= trace.Replicas && trace.Terminating == 0
            ? (Verdict.Unavailable, revision)
            : wasComplete && newest?.Replicas == trace.Replicas ? (Verdict.Replacing, $"{revision}, no rollout") : (Verdict.Progressing, revision);
    }

    private static ReplicaSetState? Newest(TraceInput input)
    {
        var template = input.Deployment?.Root.MapAt("spec", "template");
        return input.ReplicaSets.Where(rs => template is not null && rs.Template.Equals(template)).MaxBy(rs => rs.Revision)
            ?? (input.Deployment?.Root.BoolAt("spec", "paused") == true ? null : input.ReplicaSets.MaxBy(rs => rs.Revision));
    }

    private static List<RevisionTrace> Revisions(TraceInput input, ReplicaSetState? newest, long replicas)
    {
        var pods = input.Pods.ToLookup(p => p.OwnerUid, StringComparer.Ordinal);
        var shown = new List<RevisionTrace>();
        foreach (var rs in input.ReplicaSets.OrderByDescending(rs => rs.Revision).ThenByDescending(rs => rs.CreatedAt).ThenBy(rs => rs.Name, StringComparer.Ordinal))
        {
            var isNewest = rs.Uid == newest?.Uid;
            var own = pods[rs.Uid].OrderBy(p => p.IsTerminating).ThenBy(p => p.CreatedAt).ThenBy(p => p.Name, StringComparer.Ordinal).ToArray();
            if (isNewest || own.Length > 0 || rs.Replicas > 0)
            {
                var isPaused = input.Deployment?.Root.BoolAt("spec", "paused") == true;
                shown.Add(new RevisionTrace(rs, isPaused ? rs.Replicas : isNewest ? replicas : 0, own, isNewest));
            }
        }

        return shown;
    }

    private static string RevisionText(TraceInput input, ReplicaSetState? newest, bool isRolling)
    {
        if (newest is null)
        {
            return "";
        }

        var from = Former(input, newest);
        return isRolling && from is not null
            ? string.Create(CultureInfo.InvariantCulture, $"revision {from.Revision} → {newest.Revision}")
            : string.Create(CultureInfo.InvariantCulture, $"revision {newest.Revision}");
    }

    /// <summary>The revision that serves while the newest comes up.</summary>
    private static ReplicaSetState? Former(TraceInput input, ReplicaSetState newest) =>
        input.ReplicaSets.Where(rs => rs.Uid != newest.Uid && rs.Replicas > 0).MaxBy(rs => rs.Revision)
        ?? input.ReplicaSets.Where(rs => rs.Uid != newest.Uid && rs.Revision < newest.Revision).MaxBy(rs => rs.Revision);

    private static string WhatChanged(TraceInput input, ReplicaSetState? newest) =>
        newest is not null && Former(input, newest) is { } former ? string.Join(", ", TemplateChanges.Between(former.Template, newest.Template)) : "";

    private static IReadOnlyList<Finding> Diagnose(TraceInput input, ReplicaSetState? newest) => Diagnosis.Of(new Situation
    {
        Now = input.Now,
        Workload = input.Deployment,
        Makers = newest is null ? [] : [newest.Object],
        Pods = [.. input.Pods.Where(p => p.Object is not null && p.OwnerUid == newest?.Uid).OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => p.Object!)],
        EventsAbout = input.Events.About,
        ToleratedRestarts = input.ToleratedRestarts,
    });

    private static DateTimeOffset? Deadline(MapValue? spec, Value? progress, bool isRolling)
    {
        if (!isRolling || progress.StringAt("status") != "True" || progress.StringAt("reason") == "NewReplicaSetAvailable")
        {
            return null;
        }

        return spec.Int64At("progressDeadlineSeconds") is { } seconds and < int.MaxValue && Timestamp.Parse(progress.StringAt("lastUpdateTime")) is { } since
            ? since.AddSeconds(seconds)
            : null;
    }

    private static string Remedy(TraceInput input, IReadOnlyList<Finding> findings, bool isRolling)
    {
        var scope = input.Namespace is "" or "default" ? "" : $" -n {input.Namespace}";
        if (isRolling && findings.Any(f => f.IsFinal))
        {
            return $"undo: kubectl rollout undo deploy/{input.Name}{scope}";
        }

        var released = input.Released.MinBy(r => r.Pod.CreatedAt);
        return released is not null && released.Why.StartsWith("lacks label ", StringComparison.Ordinal)
            ? $"back: kubectl label pod {released.Pod.Name} {released.Why["lacks label ".Length..]}{scope}"
            : "";
    }

    private static string Join(string first, string second) => first.Length == 0 ? second : second.Length == 0 ? first : $"{first}   {second}";
}
