using Kubespy.Core.Objects;
using static System.FormattableString;

namespace Kubespy.Core.Findings.Causes;

/// <summary>
/// A lifecycle hook fails (pkg/kubelet/kuberuntime/kuberuntime_container.go): a container whose postStart hook fails is killed, one whose preStop hook fails ends
/// without it: docs/causes/hook-fails.md.
/// </summary>
public sealed class HookFails : ICause
{
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(10);

    public string Id => "hook-fails";

    public IEnumerable<Finding> Find(Situation situation)
    {
        foreach (var pod in situation.Pods)
        {
            foreach (var container in ContainerStatus.Of(pod))
            {
                if (!pod.IsBeingDeleted && !container.IsReady && StartHook(situation, pod, container) is { } start)
                {
                    yield return Of(pod, container, start, "postStart", "so it is killed", situation) with
                    {
                        IsFinal = container.Restarts > situation.ToleratedRestarts,
                    };
                }
                else if (Told(situation, pod, container, "FailedPreStopHook", isStill: false) is { } stop)
                {
                    // It ends all the same: what matters more is why it ends.
                    yield return Of(pod, container, stop.ToEvidence(), "preStop", "so it ends without it", situation) with { IsSymptom = true };
                }
            }
        }
    }

    /// <summary>What the hook said stands in the status until the container is started again; else there is the Event, which does not say it.</summary>
    private static Evidence? StartHook(Situation situation, KubeObject pod, ContainerStatus container) =>
        container.WaitingReason == "PostStartHookError" ? new Evidence(null, container.WaitingMessage, $"Pod status, container {container.Name}")
        : container.Restarts > 0 ? Told(situation, pod, container, "FailedPostStartHook", isStill: container.WaitingReason == "CrashLoopBackOff")?.ToEvidence()
        : null;

    /// <summary>Events that come too often are dropped (client-go, tools/record): while a container is still restarted, an old one tells as much.</summary>
    private static ObservedEvent? Told(Situation situation, KubeObject pod, ContainerStatus container, string reason, bool isStill) =>
        situation.EventOf(pod, e => e.Reason == reason && e.Container == container.Name && (isStill || situation.Now - e.Last < Recent));

    private Finding Of(KubeObject pod, ContainerStatus container, Evidence told, string hook, string effect, Situation situation) => new()
    {
        Cause = Id,
        Subjects = [$"pod/{pod.Name}"],
        Part = container.Name,
        Summary = $"{hook} hook of container {container.Name} fails, {effect}",
        Evidence =
        [
            told,
            new Evidence(null, Invariant($"{container.Restarts} restarts, last end {ContainerEnd.Words(container.LastEnd)}"), $"Pod status, container {container.Name}"),
            .. situation.LogOf(pod.Uid, container.Name).Select(l => new Evidence(null, l, $"log of {container.Name}")),
        ],
        Remedy = $"correct lifecycle.{hook} of the container: the kubelet's log on {PodView.Of(pod).NodeName} has what it said",
        IsFinal = false,
    };
}
