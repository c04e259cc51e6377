using Kubespy.Core.Objects;
using Kubespy.Core.Values;
using static System.FormattableString;

namespace Kubespy.Core.Findings.Causes;

/// <summary>A container ends again and again, and the kubelet waits ever longer to start it: docs/causes/crash-loop.md.</summary>
public sealed class CrashLoop : ICause
{
    /// <summary>A container that runs again so long after its last end is not called crashing any more: the kubelet forgets its back-off then, too.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(10);

    private const string Name = "crash-loop";

    public string Id => Name;

    public IEnumerable<Finding> Find(Situation situation) => situation.Pods.Where(p => !p.IsBeingDeleted)
        .SelectMany(pod => ContainerStatus.Of(pod).Where(c => c.RunsAlways).Select(c => Of(situation, pod, c))).OfType<Finding>();

    /// <summary>Null where the container does not crash.</summary>
    internal static Finding? Of(Situation situation, KubeObject pod, ContainerStatus container) => !IsCrashing(container, pod, situation.Now) ? null : new Finding
    {
        Cause = Name,
        Subjects = [$"pod/{pod.Name}"],
        Part = container.Name,
        Summary = Words(situation, container, pod),
        Evidence = [.. EvidenceOf(situation, pod, container)],
        Waiting = Waiting(container),
        Remedy = StartError(container) is not null
            ? "correct what the container asks of the runtime: its workingDir, mounts, devices or securityContext"
            : $"kubectl logs {pod.Name} -c {container.Name}{(PodView.Of(pod).IsTerminal ? "" : " --previous")}{situation.Scope}",
        // A Job makes another Pod of one that has failed.
        IsFinal = (container.Restarts > situation.ToleratedRestarts && !container.IsReady) || (PodView.Of(pod).Phase == "Failed" && situation.Workload?.Uid == pod.Uid),
    };

    /// <summary>What the runtime said where it could not start the container, which so never wrote a log; null where it ran.</summary>
    internal static string? StartError(ContainerStatus container) =>
        container.LastEnd.StringAt("reason") is "StartError" or "ContainerCannotRun" ? container.LastEnd.StringAt("message") ?? ""
        : container.WaitingReason is "RunContainerError" or "CreateContainerError" ? container.WaitingMessage
        : null;

    private static bool IsCrashing(ContainerStatus container, KubeObject pod, DateTimeOffset now)
    {
        var end = container.LastEnd;
        if (end.StringAt("reason") == "OOMKilled")
        {
            return false;
        }

        // Started again after an end with 0, it is to run always.
        var isRestarted = container.LastTerminated.Int64At("exitCode") is not null && container.RunsAlways;
        var endedBadly = end.Int64At("exitCode") is > 0 || (end.Int64At("exitCode") == 0 && isRestarted);
        return container.WaitingReason is "CrashLoopBackOff" or "RunContainerError" or "CreateContainerError"
            || (container.Terminated.Int64At("exitCode") is > 0 && (container.Restarts > 0 || PodView.Of(pod).Phase == "Failed"))
            || (container.Terminated.Int64At("exitCode") == 0 && container.Restarts > 1 && container.LastTerminated.Int64At("exitCode") == 0 && container.RunsAlways && !PodView.Of(pod).IsTerminal)
            || (container.RunningSince is not null && container.Restarts > 1 && endedBadly
                && Timestamp.Parse(end.StringAt("finishedAt")) is { } ended && now - ended < Recent);
    }

    private static string Words(Situation situation, ContainerStatus container, KubeObject pod)
    {
        var end = container.LastEnd;
        if (StartError(container) is { } message)
        {
            return $"container {container.Name} cannot be started: {ContainerEnd.StartError(message)}";
        }

        if (container.Restarts > 0 && ProbeThatRestarts(situation, pod, container) is { } probe && ProbeTime.MayHaveStopped(situation, pod, container))
        {
            return $"container {container.Name} is restarted again and again ({ContainerEnd.Words(end)}): it ends by itself, or its {probe} probe fails";
        }

        return end.Int64At("exitCode") == 0
            ? $"container {container.Name} ends again and again (exit code 0)"
            : container.Restarts == 0
                ? $"container {container.Name} failed ({ContainerEnd.Words(end)})"
                : $"container {container.Name} keeps crashing ({ContainerEnd.Words(end)})";
    }

    /// <summary>Null where it has none, or where its spec is not known.</summary>
    private static string? ProbeThatRestarts(Situation situation, KubeObject pod, ContainerStatus container) =>
        Array.Find(["liveness", "startup"], p => situation.SpecOf(pod, container)?[p + "Probe"] is not null);

    internal static IEnumerable<Evidence> EvidenceOf(Situation situation, KubeObject pod, ContainerStatus container)
    {
        var end = container.LastEnd;
        var message = end.StringAt("message") is { Length: > 0 } said ? $": {said.Trim()}" : "";
        yield return new Evidence(
            Timestamp.Parse(end.StringAt("finishedAt")),
            Invariant($"{container.Restarts} restarts, last end {end.StringAt("reason") ?? "unknown"}, {ContainerEnd.Words(end)}{message}"),
            $"Pod status, container {container.Name}");
        foreach (var line in situation.LogOf(pod.Uid, container.Name))
        {
            yield return new Evidence(null, line, $"log of {container.Name}");
        }
    }

    private static string Waiting(ContainerStatus container)
    {
        const string mark = "back-off ";
        var message = container.WaitingMessage;
        return message.StartsWith(mark, StringComparison.Ordinal) && message.IndexOf(' ', mark.Length) is > 0 and var end
            ? $"the kubelet waits {message[mark.Length..end]} between starts"
            : "";
    }
}
