using Kubespy.Core.Objects;

namespace Kubespy.Core.Findings.Causes;

/// <summary>The runtime cannot make a Pod's sandbox, mostly because the node's network plugin fails (pkg/kubelet/kuberuntime/kuberuntime_manager.go): docs/causes/sandbox.md.</summary>
public sealed class SandboxFails : ICause
{
    private const string Plugin = "plugin type=\"";
    private const int Longest = 120;

    public string Id => "sandbox";

    public IEnumerable<Finding> Find(Situation situation)
    {
        foreach (var pod in situation.Pods.Where(p => !p.IsBeingDeleted && !PodView.Of(p).IsTerminal && ContainerStatus.Of(p).All(c => c.Waiting is not null)))
        {
            if (PodView.Of(pod).NodeName is { Length: > 0 } node && situation.EventOf(pod, e => e.Reason == "FailedCreatePodSandBox" && situation.Now - e.Last < TimeSpan.FromMinutes(10)) is { } told)
            {
                yield return new Finding
                {
                    Cause = Id,
                    Subjects = [$"pod/{pod.Name}"],
                    Summary = Words(told.Message),
                    Evidence = [told.ToEvidence(), new Evidence(null, $"{pod.Name} is on {node}", "Pod spec")],
                    Waiting = "the kubelet tries again by itself",
                    Remedy = $"see to the network plugin's Pod on {node}: kubectl get pods -A --field-selector spec.nodeName={node}",
                    IsFinal = false,
                };
            }
        }
    }

    /// <summary>Of <c>… failed to setup network for sandbox "4f0…": plugin type="calico" failed (add): why</c>; the sandbox has another number each time.</summary>
    private static string Words(string message)
    {
        if (message.IndexOf(Plugin, StringComparison.Ordinal) is >= 0 and var at)
        {
            var name = message[(at + Plugin.Length)..].Split('"')[0];
            var why = message.IndexOf("): ", at, StringComparison.Ordinal) is > 0 and var end ? message[(end + "): ".Length)..] : "";
            return $"network plugin {name} fails{(why.Length > 0 ? $": {Short(why)}" : "")}";
        }

        var told = message.LastIndexOf("desc = ", StringComparison.Ordinal) is >= 0 and var mark ? message[(mark + "desc = ".Length)..] : message;
        return $"the Pod's sandbox cannot be made: {Short(told)}";
    }

    private static string Short(string text) => text.Length > Longest ? text[..Longest] + "…" : text;
}
