using Kubespy.Core.Objects;
using static System.FormattableString;

namespace Kubespy.Core.Findings.Causes;

/// <summary>An init container fails or does not end, so nothing of its Pod starts (pkg/kubelet/kuberuntime, init containers run one after the other): docs/causes/init-container.md.</summary>
public sealed class InitContainerFails : ICause
{
    /// <summary>What prepares a Pod may take its time; after so much it is said that it holds it up.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public string Id => "init-container";

    public IEnumerable<Finding> Find(Situation situation)
    {
        foreach (var pod in situation.Pods.Where(p => !p.IsBeingDeleted))
        {
            foreach (var container in ContainerStatus.Of(pod).Where(c => c is { IsInit: true, IsSidecar: false }))
            {
                if (CrashLoop.Of(situation, pod, container) is { } crash)
                {
                    yield return crash with { Cause = Id, Summary = "init " + crash.Summary, Evidence = [.. crash.Evidence, Held(pod)] };
                }
                else if (container.RunningSince is { } since && situation.Now - since > Patience)
                {
                    yield return Hanging(situation, pod, container, since);
                }
            }
        }
    }

    private Finding Hanging(Situation situation, KubeObject pod, ContainerStatus container, DateTimeOffset since) => new()
    {
        Cause = Id,
        Subjects = [$"pod/{pod.Name}"],
        Part = container.Name,
        Summary = $"init container {container.Name} does not end, so nothing of the Pod starts",
        Evidence = [new Evidence(since, $"has run for {HumanDuration.Format(situation.Now - since)}", $"Pod status, container {container.Name}"), Held(pod), .. situation.LogOf(pod.Uid, container.Name).Select(l => new Evidence(null, l, $"log of {container.Name}"))],
        Waiting = "the Pod goes on when it ends with exit code 0",
        Remedy = $"see what it waits for: kubectl logs {pod.Name} -c {container.Name}{situation.Scope}",
        IsFinal = false,
    };

    private static Evidence Held(KubeObject pod)
    {
        var waiting = ContainerStatus.Of(pod).Count(c => c.Waiting is not null && c.WaitingReason == "PodInitializing");
        return new Evidence(null, waiting == 1 ? "1 container waits for it" : Invariant($"{waiting} containers wait for it"), "Pod status");
    }
}
