using System.Globalization;
using Kubespy.Core.Values;

namespace Kubespy.Core.Tracing;

/// <summary>The word for a Deployment's state, and why. Pure.</summary>
internal static class DeploymentVerdict
{
    public static (Verdict Verdict, string Reason) Of(TraceInput input, DeploymentTrace trace, ReplicaSetState? newest, Value? progress)
    {
        if (input.Deployment is not { } deployment)
        {
            return input.WasDeleted ? (Verdict.Deleted, Left(trace)) : (Verdict.Waiting, input.IsKnown ? "it does not exist yet" : "asking the cluster");
        }

        if (deployment.IsBeingDeleted)
        {
            return (Verdict.Terminating, deployment.Finalizers.Contains("foregroundDeletion") ? "it goes when all that it owns is gone" : "it is being deleted");
        }

        var revision = RevisionText(input, newest, trace.IsRollingOut);
        if (progress.StringAt("reason") == "ProgressDeadlineExceeded" && (trace.IsRollingOut || trace.Available < trace.Replicas))
        {
            return (Verdict.Failed, Join(revision, trace.Findings is [var finding, ..] ? finding.Summary : "ProgressDeadlineExceeded: " + progress.StringAt("message")));
        }

        if (deployment.Root.BoolAt("spec", "paused") == true)
        {
            return (Verdict.Paused, Join(revision, newest is null ? WaitingChange(input) : ""));
        }

        if (trace.IsLagging)
        {
            return (Verdict.Progressing, string.Create(
                CultureInfo.InvariantCulture,
                $"the controller has not seen the newest change yet (generation {deployment.Generation}, observed {deployment.Status.Int64At("observedGeneration") ?? 0})"));
        }

        return newest is null ? (Verdict.Progressing, "a new ReplicaSet is to come") : Judge(input, trace, newest, revision);
    }

    private static (Verdict Verdict, string Reason) Judge(TraceInput input, DeploymentTrace trace, ReplicaSetState newest, string revision)
    {
        var isWanted = trace.IsRollingOut || input.Progress.Present is RolloutKind.Creation or RolloutKind.Scaling;
        if (trace.Doom.Length > 0)
        {
            return (isWanted ? Verdict.Stuck : Verdict.Unavailable, Join(revision, trace.Doom));
        }

        var trouble = trace.Findings is [var finding, ..] ? finding.Summary : "";
        if (trace.IsRollingOut)
        {
            return (Verdict.Progressing, Join(revision, trouble.Length > 0 ? trouble : WhatChanged(input, newest)));
        }

        if (trace.Updated == trace.Replicas && trace.Available >= trace.Replicas && (input.Deployment!.Status.Int64At("replicas") ?? 0) == trace.Replicas)
        {
            return (Verdict.Complete, revision);
        }

        return input.Progress.Present switch
        {
            RolloutKind.Creation => (Verdict.Progressing, Join(revision, trouble)),
            RolloutKind.Scaling => (Verdict.Scaling, Join($"{revision}, no rollout", trouble)),
            _ when trouble.Length > 0 || IsBroken(trace, newest) => (Verdict.Unavailable, Join(revision, trouble)),
            _ => (Verdict.Replacing, $"{revision}, no rollout"),
        };
    }

    /// <summary>Pods are missing, and none is on its way that is not in trouble.</summary>
    private static bool IsBroken(DeploymentTrace trace, ReplicaSetState newest)
    {
        var pods = trace.Revisions.FirstOrDefault(r => r.ReplicaSet.Uid == newest.Uid)?.Pods.Where(p => p.IsActive).ToArray() ?? [];
        return pods.Any(p => p.Health == Health.Failing || (p.Health == Health.Coming && (p.Note == "Unschedulable" || p.Restarts > 0 || p.ProbeFailure.Length > 0)));
    }

    private static string Left(DeploymentTrace trace)
    {
        var left = trace.Revisions.Sum(r => r.Pods.Count);
        return left == 0 ? "it is gone" : string.Create(CultureInfo.InvariantCulture, $"it is gone; {left} of its Pods {(left == 1 ? "is" : "are")} not yet");
    }

    private static string RevisionText(TraceInput input, ReplicaSetState? newest, bool isRolling)
    {
        if (newest is null)
        {
            return input.ReplicaSets.MaxBy(rs => rs.Revision) is { } last ? string.Create(CultureInfo.InvariantCulture, $"revision {last.Revision}") : "";
        }

        return isRolling && Former(input, newest) is { } from
            ? string.Create(CultureInfo.InvariantCulture, $"revision {from.Revision} → {newest.Revision}")
            : string.Create(CultureInfo.InvariantCulture, $"revision {newest.Revision}");
    }

    /// <summary>The revision that serves while the newest comes up.</summary>
    private static ReplicaSetState? Former(TraceInput input, ReplicaSetState newest) =>
        input.ReplicaSets.Where(rs => rs.Uid != newest.Uid && rs.Replicas > 0).MaxBy(rs => rs.Revision)
        ?? input.ReplicaSets.Where(rs => rs.Uid != newest.Uid && rs.Revision < newest.Revision).MaxBy(rs => rs.Revision);

    private static string WhatChanged(TraceInput input, ReplicaSetState newest) =>
        Former(input, newest) is { } former ? string.Join(", ", TemplateChanges.Between(former.Template, newest.Template)) : "";

    private static string WaitingChange(TraceInput input) =>
        input.ReplicaSets.MaxBy(rs => rs.Revision) is { } last && input.Deployment?.Root.MapAt("spec", "template") is { } template
            ? $"waiting: {string.Join(", ", TemplateChanges.Between(last.Template, template))}"
            : "";

    private static string Join(string first, string second) => first.Length == 0 ? second : second.Length == 0 ? first : $"{first}   {second}";
}
