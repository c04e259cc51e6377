using Kubespy.Core.Values;

namespace Kubespy.ControlPlane.Kubelet.Containers;

/// <summary>
/// Why a container that was created cannot be started, as far as its manifest proves it (docs/pod-behaviour.md), in the words of
/// containerd 2 and runc. Pure.
/// </summary>
internal static class StartProblem
{
    private const string Prefix =
        "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ";

    /// <summary>A file that every image has: no working directory can be there.</summary>
    private const string File = "/etc/passwd";

    /// <summary>No image has a command of such a name.</summary>
    private static readonly string[] Absent = ["no-such", "no/such"];

    /// <summary>Null where nothing speaks against it.</summary>
    public static string? Of(MapValue container)
    {
        if (container.StringAt("workingDir") == File)
        {
            return $"{Prefix}error during container init: mkdir {File}: not a directory";
        }

        if (container.ListAt("command") is not [var first, ..] || first.AsString() is not { } command || !Absent.Any(part => command.Contains(part, StringComparison.Ordinal)))
        {
            return null;
        }

        return command.Contains('/', StringComparison.Ordinal)
            ? $"{Prefix}exec: \"{command}\": stat {command}: no such file or directory"
            : $"{Prefix}exec: \"{command}\": executable file not found in $PATH";
    }
}
