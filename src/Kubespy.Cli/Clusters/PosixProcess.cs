using System.Runtime.InteropServices;

namespace Kubespy.Cli.Clusters;

/// <summary>What .NET does not offer of processes on Unix.</summary>
internal static class PosixProcess
{
    private const int Terminate = 15;

    /// <summary>Leaves the terminal's session: what is typed or closed there is not meant for this process any more.</summary>
    public static void LeaveTerminal() => _ = setsid();

    /// <summary>Asks a process to end. False where there is none, or it is another user's.</summary>
    public static bool AskToEnd(int id) => kill(id, Terminate) == 0;

    [DllImport("libc", EntryPoint = "setsid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int setsid();

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int id, int signal);
}
