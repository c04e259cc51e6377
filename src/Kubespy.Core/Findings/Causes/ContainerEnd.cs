using Kubespy.Core.Values;
using static System.FormattableString;

namespace Kubespy.Core.Findings.Causes;

/// <summary>How a container ended, in words (core/v1 ContainerStateTerminated).</summary>
internal static class ContainerEnd
{
    /// <summary>A shell reports a signal as 128 and its number.</summary>
    private const int SignalBase = 128;

    public static string Words(MapValue? end) =>
        end.Int64At("signal") is > 0 and var signal ? NameOf(signal)
        : end.Int64At("exitCode") is not { } code ? "exit code unknown"
        : code > SignalBase && Known(code - SignalBase) is { } name ? Invariant($"exit code {code}, {name}")
        : Invariant($"exit code {code}");

    /// <summary>What a runtime says of each of its layers, outermost first, before what it could not do (containerd, its shim, runc).</summary>
    private static readonly string[] _layers =
    [
        "failed to create containerd task: ", "failed to create shim task: ", "failed to start containerd task: ", "OCI runtime create failed: ", "runc create failed: ", "unable to start container process: ",
        "error during container init: ",
    ];

    /// <summary>Of a runtime's nested error, what it could not do: <c>exec: "nope": executable file not found in $PATH</c>.</summary>
    public static string StartError(string message)
    {
        const string noise = ": unknown";
        var text = message.Trim();
        text = text.EndsWith(noise, StringComparison.Ordinal) ? text[..^noise.Length] : text;
        while (Array.Find(_layers, l => text.StartsWith(l, StringComparison.Ordinal)) is { } layer)
        {
            text = text[layer.Length..];
        }

        var exec = text.LastIndexOf("exec: ", StringComparison.Ordinal);
        return exec >= 0 ? text[exec..] : text;
    }

    private static string NameOf(long signal) => Known(signal) is { } name ? Invariant($"signal {signal}, {name}") : Invariant($"signal {signal}");

    private static string? Known(long signal) => signal switch
    {
        1 => "SIGHUP",
        2 => "SIGINT",
        4 => "SIGILL",
        6 => "SIGABRT",
        7 => "SIGBUS",
        8 => "SIGFPE",
        9 => "SIGKILL",
        11 => "SIGSEGV",
        13 => "SIGPIPE",
        15 => "SIGTERM",
        _ => null,
    };
}
