using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Findings.Causes;

/// <summary>The program in the image is made for another processor than the node has (the kernel's ENOEXEC): docs/causes/image-architecture.md.</summary>
public sealed class ImageArchitecture : ICause
{
    private const string Mark = "exec format error";

    public string Id => "image-architecture";

    public IEnumerable<Finding> Find(Situation situation)
    {
        foreach (var pod in situation.Pods.Where(p => !p.IsBeingDeleted))
        {
            foreach (var container in ContainerStatus.Of(pod).Where(c => c.LastEnd is not null || c.Waiting is not null))
            {
                if (Told(situation, pod, container) is { } told)
                {
                    var node = situation.Find("Node", PodView.Of(pod).NodeName);
                    var architecture = node?.Label("kubernetes.io/arch");
                    yield return new Finding
                    {
                        Cause = Id,
                        Subjects = [$"pod/{pod.Name}"],
                        Part = container.Name,
                        Summary = $"image {container.Image} is made for another architecture than its node has ({Mark})",
                        Evidence = architecture is null ? [told] : [told, new Evidence(null, $"{node!.Name} is {architecture}", "Node label kubernetes.io/arch")],
                        Remedy = $"build the image for {architecture ?? "the node's architecture"}, or choose nodes by nodeSelector kubernetes.io/arch",
                        IsFinal = true,
                    };
                }
            }
        }
    }

    private static Evidence? Told(Situation situation, KubeObject pod, ContainerStatus container)
    {
        var message = string.Join(' ', container.LastEnd.StringAt("message"), container.WaitingMessage).Trim();
        return message.Contains(Mark, StringComparison.OrdinalIgnoreCase) ? new Evidence(null, ContainerEnd.StartError(message), $"Pod status, container {container.Name}")
            : situation.LogOf(pod.Uid, container.Name).FirstOrDefault(l => l.Contains(Mark, StringComparison.OrdinalIgnoreCase)) is { } line ? new Evidence(null, line, $"log of {container.Name}")
            : null;
    }
}
