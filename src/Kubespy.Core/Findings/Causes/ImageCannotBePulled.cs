using Kubespy.Core.Objects;

namespace Kubespy.Core.Findings.Causes;

/// <summary>A container waits for an image that the registry does not give (pkg/kubelet/images): docs/causes/image-pull.md.</summary>
public sealed class ImageCannotBePulled : ICause
{
    public string Id => "image-pull";

    public IEnumerable<Finding> Find(Situation situation)
    {
        foreach (var pod in situation.Pods.Where(p => !p.IsBeingDeleted))
        {
            foreach (var container in ContainerStatus.Of(pod).Where(c => IsWaiting(c.WaitingReason)))
            {
                var failure = PullFailure.Of(container);
                yield return new Finding
                {
                    Cause = Id,
                    Subjects = [$"pod/{pod.Name}"],
                    Part = container.Name,
                    Summary = $"image {container.Image} {failure.What}",
                    Evidence = [.. EvidenceOf(situation, pod, container)],
                    Waiting = failure.Waiting,
                    Remedy = failure.Remedy.Length > 0 ? failure.Remedy : Correct(situation),
                    IsFinal = failure.IsFinal,
                };
            }
        }
    }

    private static bool IsWaiting(string reason) =>
        reason is "ErrImagePull" or "ImagePullBackOff" or "InvalidImageName" or "ErrImageNeverPull" or "ImageInspectError" or "RegistryUnavailable" or "SignatureValidationFailed";

    private static string Correct(Situation situation) =>
        situation.WayBack is { Length: > 0 } back ? $"correct the image, or: {back}" : "correct the image";

    private static IEnumerable<Evidence> EvidenceOf(Situation situation, KubeObject pod, ContainerStatus container)
    {
        yield return new Evidence(null, container.WaitingMessage, $"Pod status, container {container.Name} {container.WaitingReason}");
        if (situation.EventOf(pod, e => e.Reason == "Failed" && IsAbout(e, container) && e.Message.StartsWith("Failed to pull", StringComparison.Ordinal)) is { } pull)
        {
            yield return new Evidence(pull.Last, pull.Count > 1 ? FormattableString.Invariant($"the pull failed {pull.Count} times") : "the pull failed", pull.Source);
        }

        if (situation.EventOf(pod, e => e.Reason == "FailedToRetrieveImagePullSecret") is { } secret)
        {
            yield return secret.ToEvidence();
        }
    }

    private static bool IsAbout(ObservedEvent told, ContainerStatus container) => told.Container.Length == 0 || told.Container == container.Name;
}
