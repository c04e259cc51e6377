using Kubespy.Core.Objects;
using Kubespy.Core.Tracing;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Views;

/// <summary>A Deployment's whole state as JSON: counts, revisions and their Pods, those released. docs/json.md has the fields.</summary>
internal static class DeploymentJson
{
    public static MapValue AddTo(MapValue common, DeploymentTrace trace)
    {
        var state = common
            .With("replicas", trace.Replicas)
            .With("updated", trace.Updated)
            .With("available", trace.Available)
            .With("pods", trace.Total)
            .With("terminating", trace.Terminating)
            .With("floor", trace.Floor)
            .With("ceiling", trace.Ceiling)
            .With("rollingOut", trace.IsRollingOut)
            .With("lagging", trace.IsLagging);
        state = trace.ServingRevision is { } serving ? state.With("servingRevision", serving) : state;
        state = trace.Since is { } since ? state.With("since", Timestamp.FormatMicro(since)) : state;
        state = trace.Deadline is { } deadline ? state.With("deadline", Timestamp.Format(deadline)) : state;
        return state
            .With("revisions", ListValue.Of(trace.Revisions.Select(r => (Value)RevisionOf(r))))
            .With("released", ListValue.Of(trace.Released.Select(r => (Value)PodOf(r.Pod).With("why", r.Why))));
    }

    private static MapValue RevisionOf(RevisionTrace revision) => MapValue.Of(
        ("revision", revision.ReplicaSet.Revision),
        ("replicaSet", revision.ReplicaSet.Name),
        ("newest", revision.IsNewest),
        ("replicas", revision.ReplicaSet.Replicas),
        ("goal", revision.Goal),
        ("ready", revision.ReplicaSet.Ready),
        ("available", revision.ReplicaSet.Available),
        ("created", Timestamp.Format(revision.ReplicaSet.CreatedAt)),
        ("pods", ListValue.Of(revision.Pods.Select(p => (Value)PodOf(p)))));

    private static MapValue PodOf(PodState pod)
    {
        var told = MapValue.Of(
            ("name", pod.Name),
            ("uid", pod.Uid),
            ("health", pod.Health.ToString()),
            ("word", pod.Word),
            ("ready", pod.IsReady),
            ("restarts", pod.Restarts),
            ("created", Timestamp.Format(pod.CreatedAt)));
        foreach (var (name, value) in new[] { ("note", pod.Note), ("why", PodStatusView.Why(pod)), ("node", pod.Node) })
        {
            told = value.Length > 0 ? told.With(name, value) : told;
        }

        if (pod.LogLines.Count > 0)
        {
            told = told.With("log", ListValue.Of(pod.LogLines.Select(l => (Value)l)));
        }

        return pod.DeletionTimestamp is { } deletion ? told.With("deletion", Timestamp.Format(deletion)) : told;
    }
}
