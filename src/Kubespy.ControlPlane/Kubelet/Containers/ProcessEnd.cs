using System.Globalization;
using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Kubelet.Containers;

/// <summary>How a container's process ends by itself: after how long, with which code and reason (docs/pod-behaviour.md). Pure.</summary>
internal sealed record ProcessEnd(TimeSpan After, int ExitCode, string Reason)
{
    /// <summary>What a process that exits at once takes all the same.</summary>
    private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan InitDuration = TimeSpan.FromSeconds(1);

    /// <summary>Null where the process runs on.</summary>
    public static ProcessEnd? Of(ContainerRuntime container)
    {
        if (Seconds(container, "EXIT_TIMES") is not { } times || container.RestartCount < times)
        {
            if (container.Environment("CRASH") is not null)
            {
                return Exit(Delay(container), 1);
            }

            if (container.Environment("OOM") is not null)
            {
                return new ProcessEnd(TimeSpan.FromSeconds(Seconds(container, "OOM") ?? 0) + AtOnce, 137, "OOMKilled");
            }

            if (Seconds(container, "EXIT") is { } code and >= 0 and < 256)
            {
                return Exit(Delay(container), (int)code);
            }

            if (Seconds(container, "EXIT0") is { } after)
            {
                return Exit(TimeSpan.FromSeconds(after), 0);
            }

            if (Script(container) is { } script)
            {
                return Exit(script.Duration + AtOnce, script.ExitCode);
            }
        }

        return container is { IsInit: true, IsSidecar: false } ? Exit(InitDuration, 0) : null;
    }

    /// <summary>As containers of the image were seen to end; null where they run on, or nothing is known of it.</summary>
    public static ProcessEnd? Of(ImageBehaviour? image) => image is { ExitCode: { } code } ? new ProcessEnd(image.After > AtOnce ? image.After : AtOnce, code, image.Reason) : null;

    /// <summary>What its command would do; null where that cannot be told.</summary>
    public static ShellScript? Script(ContainerRuntime container) => ShellScript.Of(container.Spec.ListAt("command"), container.Spec.ListAt("args"));

    private static ProcessEnd Exit(TimeSpan after, int code) => new(after, code, code == 0 ? "Completed" : "Error");

    private static TimeSpan Delay(ContainerRuntime container) =>
        Seconds(container, "EXIT_AFTER") is { } seconds ? TimeSpan.FromSeconds(seconds) : AtOnce;

    private static double? Seconds(ContainerRuntime container, string variable) =>
        double.TryParse(container.Environment(variable), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds < 1e8
            ? seconds
            : null;
}
