using System.CommandLine;
using Kubespy.Cli.Terminal;
using Kubespy.Client;

namespace Kubespy.Cli.Commands;

/// <summary>How a command ends that cannot go on: one clear line with a remedy, and the exit code that goes with it.</summary>
internal static class CommandErrors
{
    /// <summary>Runs a command's work; what it throws becomes its message and exit code. Being asked to end is no error.</summary>
    public static async Task<int> RunAsync(ParseResult parse, Func<CancellationToken, Task<int>> work, CancellationToken cancellation)
    {
        var error = parse.InvocationConfiguration.Error;
        using var signals = new Signals(cancellation);
        try
        {
            return await work(signals.Token);
        }
        catch (OperationCanceledException) when (signals.Token.IsCancellationRequested)
        {
            return ExitCode.Reached;
        }
        catch (FormatException e)
        {
            await error.WriteLineAsync($"kubespy: {SafeText.Of(e.Message)}\n  see: kubespy {parse.CommandResult.Command.Name} --help");
            return ExitCode.Usage;
        }
        catch (ClusterException e)
        {
            await error.WriteLineAsync(Text(e));
            return CodeOf(e.Problem);
        }
        catch (IOException e) when (IsBrokenPipe(e))
        {
            // Whoever read our output has seen enough.
            return ExitCode.Reached;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync($"kubespy: {SafeText.Of(e.Message)}");
            return ExitCode.Failed;
        }
    }

    public static string Text(ClusterException e) => $"kubespy: {SafeText.Of(e.Message)}\n  {SafeText.Of(e.Remedy)}";

    public static int CodeOf(ClusterProblem problem) => problem switch
    {
        ClusterProblem.NoConfiguration or ClusterProblem.BadConfiguration or ClusterProblem.NotFound or ClusterProblem.BadRequest => ExitCode.Usage,
        ClusterProblem.Forbidden or ClusterProblem.Unauthorized => ExitCode.Forbidden,
        _ => ExitCode.ClusterLost,
    };

    private static bool IsBrokenPipe(IOException e)
    {
        const int BrokenPipe = 32;
        return e.HResult == BrokenPipe || e.Message.Contains("Broken pipe", StringComparison.Ordinal);
    }
}
