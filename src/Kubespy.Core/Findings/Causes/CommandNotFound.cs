using Kubespy.Core.Objects;
using Kubespy.Core.Values;
using static System.FormattableString;

namespace Kubespy.Core.Findings.Causes;

/// <summary>What a container is to run is not in its image, or may not be run: by the runtime's word (exec:), or a shell's (exit codes 127 and 126): docs/causes/command.md.</summary>
public sealed class CommandNotFound : ICause
{
    private const int NotFound = 127;
    private const int NotExecutable = 126;

    public string Id => "command";

    public IEnumerable<Finding> Find(Situation situation)
    {
        foreach (var pod in situation.Pods.Where(p => !p.IsBeingDeleted))
        {
            foreach (var container in ContainerStatus.Of(pod).Where(c => !c.IsReady && c.Terminated.Int64At("exitCode") != 0))
            {
                if (Words(container) is { Length: > 0 } words)
                {
                    yield return new Finding
                    {
                        Cause = Id,
                        Subjects = [$"pod/{pod.Name}"],
                        Part = container.Name,
                        Summary = words,
                        Evidence = [.. CrashLoop.EvidenceOf(situation, pod, container)],
                        Remedy = "correct command and args of the container, or its image: they are run inside the image",
                        IsFinal = container.Restarts > 0 || PodView.Of(pod).Phase == "Failed",
                    };
                }
            }
        }
    }

    private static string Words(ContainerStatus container)
    {
        var end = container.LastEnd;
        if (CrashLoop.StartError(container) is { Length: > 0 } message)
        {
            // A mount that is missing is no such file either: only what was to be run is meant.
            return message.Contains("exec: ", StringComparison.Ordinal) || message.Contains("no command specified", StringComparison.Ordinal)
                ? $"container {container.Name} cannot be started: {ContainerEnd.StartError(message)}"
                : "";
        }

        return end.Int64At("exitCode") switch
        {
            NotFound => Invariant($"container {container.Name} runs a command that is not found (exit code {NotFound})"),
            NotExecutable => Invariant($"container {container.Name} runs a command that may not be executed (exit code {NotExecutable})"),
            _ => "",
        };
    }
}
