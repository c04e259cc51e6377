
namespace Kubespy.Core.Findings.Causes;

/// <summary>The kubelet does not start a container as the user of its image: runAsNonRoot forbids it (pkg/kubelet/kuberuntime/security_context_others.go): docs/causes/security-context.md.</summary>
public sealed class UserNotAllowed : ICause
{
    private const string Mark = "container has runAsNonRoot and ";

    public string Id => "security-context";

    public IEnumerable<Finding> Find(Situation situation)
    {
        foreach (var pod in situation.Pods.Where(p => !p.IsBeingDeleted))
        {
            foreach (var container in ContainerStatus.Of(pod).Where(c => c.WaitingReason == "CreateContainerConfigError" && c.WaitingMessage.Contains(Mark, StringComparison.Ordinal)))
            {
                yield return new Finding
                {
                    Cause = Id,
                    Subjects = [$"pod/{pod.Name}"],
                    Part = container.Name,
                    Summary = $"container {container.Name} may not start: it has runAsNonRoot, and {Why(container.WaitingMessage)}",
                    Evidence = [new Evidence(null, container.WaitingMessage, $"Pod status, container {container.Name} CreateContainerConfigError")],
                    Remedy = "set securityContext.runAsUser to a number other than 0, or build the image with such a USER",
                    IsFinal = true,
                };
            }
        }
    }

    /// <summary>Of <c>… image will run as root (pod: "…", container: c)</c>, without whose it is.</summary>
    private static string Why(string message)
    {
        var why = message[(message.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length)..];
        return why.IndexOf(" (pod: ", StringComparison.Ordinal) is > 0 and var end ? why[..end] : why;
    }
}
