using System.CommandLine;
using Kubespy.Cli.Terminal;
using Kubespy.Client;

namespace Kubespy.Cli.Commands;

/// <summary>How a command ends that cannot go on: one clear line with a remedy, and the exit code that goes with it.</summary>
internal static class CommandErrors
{
    /// <summary>errno of Linux and macOS; a FileStream and the console say it as HResult.</summary>
    private const int BrokenPipe = 32;
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;

    /// <summary>Runs a command's work; what it throws becomes its message and exit code. Being asked to end is no error.</summary>
    /// <param name="parse">Whose work it is.</param>
    /// <param name="work">Cancelled by Ctrl-C and SIGTERM.</param>
    /// <param name="cancellation">Ends it, too.</param>
    /// <param name="endsWithReader">It is done for whoever reads its output; else for its exit code, and goes on when nobody reads any more.</param>
    public static async Task<int> RunAsync(ParseResult parse, Func<CancellationToken, Task<int>> work, CancellationToken cancellation, bool endsWithReader = true)
    {
        using var signals = new Signals(cancellation);
        using var reader = endsWithReader ? new PipeReader(signals.Stop) : null;
        try
        {
            return await work(signals.Token);
        }
        catch (OperationCanceledException) when (signals.Token.IsCancellationRequested)
        {
            return ExitCode.Reached;
        }
#pragma warning disable CA1031 // Whatever it is, it is told in a line, and not as a stack trace.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Tell(e, parse.InvocationConfiguration.Error, CommandPath.Help(parse.CommandResult));
        }
    }

    /// <summary>Says what went wrong and what to do, and returns the code to end with.</summary>
    /// <param name="e">What went wrong.</param>
    /// <param name="error">Where to say it.</param>
    /// <param name="help">Where to read how the command is used.</param>
    public static int Tell(Exception e, TextWriter error, string help = "kubespy --help")
    {
        var (code, text) = e switch
        {
            FormatException => (ExitCode.Usage, $"{SafeText.Of(e.Message)}\n  see: {help}"),
            ClusterException lost => (CodeOf(lost.Problem), $"{SafeText.Of(lost.Message)}\n  {SafeText.Of(lost.Remedy)}"),

            // Whoever read our output has seen enough.
            IOException broken when IsBrokenPipe(broken) => (ExitCode.Reached, ""),
            IOException io => (ExitCode.Failed, SafeText.Of(io.Message) + RemedyOf(io)),
            UnauthorizedAccessException denied when !denied.Message.Contains('\'', StringComparison.Ordinal) => (ExitCode.Failed, "the output cannot be written\n  is it closed, or may it only be read?"),
            UnauthorizedAccessException denied => (ExitCode.Failed, $"{SafeText.Of(denied.Message)}\n  check its permissions, or choose another file"),
            _ => (ExitCode.Failed, $"a fault of kubespy's own: {e.GetType().Name}: {SafeText.Of(e.Message)}\n  please report it with the command; KUBESPY_DEBUG=1 tells where it happened"),
        };
        if (text.Length > 0)
        {
            error.WriteLine($"kubespy: {text}");
        }

        if (Environment.GetEnvironmentVariable("KUBESPY_DEBUG") == "1")
        {
            error.WriteLine(string.Join('\n', e.ToString().Split('\n').Select(SafeText.Of)));
        }

        return code;
    }

    public static string Text(ClusterException e) => $"kubespy: {SafeText.Of(e.Message)}\n  {SafeText.Of(e.Remedy)}";

    public static int CodeOf(ClusterProblem problem) => problem switch
    {
        ClusterProblem.NoConfiguration or ClusterProblem.BadConfiguration or ClusterProblem.NotFound or ClusterProblem.BadRequest => ExitCode.Usage,
        ClusterProblem.Forbidden or ClusterProblem.Unauthorized => ExitCode.Forbidden,
        _ => ExitCode.ClusterLost,
    };

    /// <summary>What the system says has no remedy with it; what kubespy says has.</summary>
    private static string RemedyOf(IOException e) => e.HResult switch
    {
        NoSpace or QuotaExceeded => "\n  free some, or write elsewhere",
        _ when e is FileNotFoundException or DirectoryNotFoundException => "\n  check the path",
        > 0 and < 200 => "\n  check the file and its disk, or choose another",
        _ => "",
    };

    /// <summary>Whoever read what is written has gone.</summary>
    public static bool IsBrokenPipe(IOException e) => e.HResult == BrokenPipe || e.Message.Contains("Broken pipe", StringComparison.Ordinal);
}
