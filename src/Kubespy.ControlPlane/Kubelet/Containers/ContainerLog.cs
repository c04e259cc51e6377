using System.Globalization;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Kubelet.Containers;

/// <summary>
/// The lines that a container would have written: what it is told to say, that it has started, and why it ends. No more than a real one's
/// first and last lines, at the times of its start and end. Pure.
/// </summary>
internal static class ContainerLog
{
    /// <summary>pkg/kubelet/container/runtime.go: what a termination message may hold of the log.</summary>
    private const int MaxMessageLines = 80;
    private const int MaxMessageLength = 2048;

    private static readonly string[] Causes = ["CRASH", "OOM", "EXIT"];
    private static readonly string[] Others = [.. Causes, "EXIT0", "LOG"];

    /// <param name="container">Its spec.</param>
    /// <param name="state">The state it is or was in, as its status says: running or terminated.</param>
    /// <param name="image">The image as the status has it.</param>
    public static IReadOnlyList<(string Time, string Text)> Lines(MapValue container, MapValue state, string image)
    {
        var runtime = new ContainerRuntime(container, isInit: false);
        var started = state.StringAt("running", "startedAt") ?? state.StringAt("terminated", "startedAt") ?? "";
        if (state.StringAt("terminated", "reason") == "StartError")
        {
            return [];
        }

        if (IsScript(runtime))
        {
            return [.. Said(runtime).Select(text => (started, text))];
        }

        var lines = new List<(string, string)> { (started, $"{runtime.Name} started, image {image}") };
        lines.AddRange(Said(runtime).Select(text => (started, text)));
        var finished = state.StringAt("terminated", "finishedAt") ?? started;
        if (state.MapAt("running") is not null || finished != started)
        {
            lines.Add((started, "listening"));
        }

        if (state.MapAt("terminated") is { } ended)
        {
            lines.AddRange(Last(runtime, (int)(ended.Int64At("exitCode") ?? 0), ended.StringAt("reason")).Select(text => (finished, text)));
        }
        return lines;
    }

    /// <summary>
    /// What the process left in its termination file; where it left nothing and failed, the end of its log, if the container's policy says so.
    /// </summary>
    public static string TerminationMessage(ContainerRuntime container, int exitCode)
    {
        if (container.Environment("TERMINATION_MESSAGE") is { Length: > 0 } message)
        {
            return message;
        }

        if (exitCode == 0 || container.Spec["terminationMessagePolicy"]?.AsString() != "FallbackToLogsOnError")
        {
            return "";
        }

        IEnumerable<string> lines = IsScript(container) ? Said(container) : [$"{container.Name} started, image {ImageReference.Normalize(container.Image)}", .. Said(container), .. Last(container, exitCode, null)];
        var text = string.Concat(lines.TakeLast(MaxMessageLines).Select(l => l + "\n"));
        return text.Length > MaxMessageLength ? text[^MaxMessageLength..] : text;
    }

    /// <summary>A command whose output is known writes that alone, unless its environment makes something else of it.</summary>
    private static bool IsScript(ContainerRuntime container) => !Others.Any(name => container.Environment(name) is not null) && ProcessEnd.Script(container) is not null;

    /// <summary>What it is told to say: in its environment, or by a command that echoes.</summary>
    private static IEnumerable<string> Said(ContainerRuntime container) =>
        container.Environment("LOG") is { Length: > 0 } text ? text.Split('\n') : ProcessEnd.Script(container)?.Output ?? [];

    private static IEnumerable<string> Last(ContainerRuntime container, int exitCode, string? reason)
    {
        // What the kernel kills has no last words.
        if (reason == "OOMKilled" || exitCode == 137)
        {
            return [];
        }

        var signal = exitCode switch
        {
            134 => "Aborted (core dumped)",
            139 => "Segmentation fault (core dumped)",
            143 => "Terminated",
            _ => null,
        };
        var cause = exitCode == 0 ? null : Causes.FirstOrDefault(c => container.Environment(c) is not null);
        return
        [
            .. signal is null ? (string[])[] : [signal],
            .. cause is null || signal is not null ? (string[])[] : [$"fatal: {cause}={container.Environment(cause)} in the environment"],
            string.Create(CultureInfo.InvariantCulture, $"{container.Name} exits with code {exitCode}"),
        ];
    }
}
