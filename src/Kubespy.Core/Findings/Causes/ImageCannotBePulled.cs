namespace Kubespy.Core.Findings.Causes;

/// <summary>A container waits for an image that the registry does not give (pkg/kubelet/images): docs/causes/image-pull.md.</summary>
public sealed class ImageCannotBePulled : ICause
{
    public string Id => "image-pull";

    public IEnumerable<Finding> Find(Situation situation)
    {
        foreach (var pod in situation.Pods.Where(p => !p.IsBeingDeleted))
        {
            foreach (var container in ContainerStatus.Of(pod).Where(c => c.WaitingReason is "ErrImagePull" or "ImagePullBackOff" or "InvalidImageName" or "ErrImageNeverPull"))
            {
                var (what, isFinal) = Judge(container);
                yield return new Finding
                {
                    Cause = Id,
                    Subjects = [$"pod/{pod.Name}"],
                    Summary = $"image {container.Image} {what}",
                    Evidence = [new Evidence(null, container.WaitingMessage, $"Pod status, container {container.Name} {container.WaitingReason}")],
                    Remedy = situation.Workload is { Kind: "Deployment" or "StatefulSet" or "DaemonSet" } ? $"correct the image, or: kubectl rollout undo{situation.Target}" : "correct the image",
                    IsFinal = isFinal,
                };
            }
        }
    }

    private static (string What, bool IsFinal) Judge(ContainerStatus container) => container switch
    {
        { WaitingReason: "InvalidImageName" } => ("is no valid name", true),
        { WaitingReason: "ErrImageNeverPull" } => ("is not on the node, and its policy is never to pull", true),
        { WaitingMessage: var m } when Has(m, "toomanyrequests") || Has(m, "429 Too Many Requests") => ("refused: the registry's rate limit", false),
        { WaitingMessage: var m } when Has(m, "unauthorized") || Has(m, "authorization failed") || Has(m, "denied") || Has(m, "403 Forbidden") => ("refused: unauthorised", true),
        { WaitingMessage: var m } when Has(m, "not found") || Has(m, "manifest unknown") => ("not found", true),
        _ => ("cannot be pulled", false),
    };

    private static bool Has(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);
}
