using Kubespy.Core.Objects;

namespace Kubespy.Core.Findings.Causes;

/// <summary>A ConfigMap, a Secret or a key of one that a container asks for does not exist (pkg/kubelet, volumes and environment): docs/causes/configuration-missing.md.</summary>
public sealed class ConfigurationMissing : ICause
{
    /// <summary>What is applied together arrives together: before a Pod is so old, nothing is called missing for good.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public string Id => "configuration-missing";

    public IEnumerable<Finding> Find(Situation situation)
    {
        foreach (var pod in situation.Pods.Where(p => !p.IsBeingDeleted && !PodView.Of(p).IsTerminal))
        {
            foreach (var container in ContainerStatus.Of(pod).Where(c => c.WaitingReason == "CreateContainerConfigError"))
            {
                var told = situation.EventOf(pod, e => e.Reason == "Failed" && e.Container == container.Name && e.Message == "Error: " + container.WaitingMessage);
                IEnumerable<Evidence> evidence = [new Evidence(null, container.WaitingMessage, $"Pod status, container {container.Name} CreateContainerConfigError"), .. told is null ? Array.Empty<Evidence>() : [told.ToEvidence()]];
                yield return Of(situation, pod, MissingReference.Of(container.WaitingMessage), container.WaitingMessage, [.. evidence]) with { Part = container.Name };
            }

            if (PodView.Of(pod).NodeName.Length > 0 && ContainerStatus.Of(pod).Any(IsBeingCreated)
                && situation.EventOf(pod, e => e.Reason == "FailedMount" && MissingReference.Of(e.Message) is not null) is { } mount)
            {
                yield return Of(situation, pod, MissingReference.Of(mount.Message), mount.Message, [mount.ToEvidence()]);
            }
        }
    }

    internal static bool IsBeingCreated(ContainerStatus container) => container.WaitingReason is "ContainerCreating" or "PodInitializing";

    private Finding Of(Situation situation, KubeObject pod, MissingReference? missing, string message, IReadOnlyList<Evidence> evidence)
    {
        var existing = missing is null || missing.Key.Length > 0 ? null : situation.Find(missing.Kind, missing.Name);
        return new Finding
        {
            Cause = Id,
            Subjects = [$"pod/{pod.Name}"],
            Summary = missing is null ? $"container configuration refused: {message}" : missing.ToString(),
            Evidence = existing is null ? evidence : [.. evidence, new Evidence(existing.CreationTimestamp, $"{existing.Kind} {existing.Name} exists by now", existing.Kind)],
            Waiting = "the kubelet tries again by itself once it is there",
            Remedy = missing?.Remedy(situation.Scope) ?? "correct the container's configuration",
            IsFinal = existing is null && situation.Now - (pod.CreationTimestamp ?? situation.Now) >= Patience,
        };
    }
}
