using System.Runtime.InteropServices;

namespace Kubespy.Cli.Terminal;

/// <summary>
/// Whoever reads our output through a pipe may leave while nothing happens, as <c>head -1</c> does: a watch would run on until there is something to
/// write. Asked once a second, the system tells (POLLERR on the writing end).
/// </summary>
internal sealed class PipeReader : IDisposable
{
    private const short PollErr = 8;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly Timer _timer;

    /// <param name="gone">Called once, from another thread.</param>
    public PipeReader(Action gone)
    {
        _timer = new Timer(
            _ =>
            {
                if (HasGone())
                {
                    _timer!.Change(Timeout.Infinite, Timeout.Infinite);
                    gone();
                }
            },
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
        if (Console.IsOutputRedirected && !OperatingSystem.IsWindows())
        {
            _timer.Change(Period, Period);
        }
    }

    public void Dispose() => _timer.Dispose();

    private static bool HasGone()
    {
        var output = new PollFd { Descriptor = 1 };
        try
        {
            return poll(ref output, 1, 0) > 0 && (output.Returned & PollErr) != 0;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            // It is noticed when something is written.
            return false;
        }
    }

    [DllImport("libc", EntryPoint = "poll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int poll(ref PollFd descriptors, nuint count, int timeout);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollFd
    {
        public int Descriptor;
        public short Asked;
        public short Returned;
    }
}
