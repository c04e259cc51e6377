using System.CommandLine;
using Kubespy.Cli.Terminal;
using Kubespy.Client;

namespace Kubespy.Cli.Commands;

/// <summary>How a command ends that cannot go on: one clear line with what to do about it, and the exit code that goes with it.</summary>
internal static class CommandErrors
{
    /// <summary>Runs a command's work; what it throws becomes its message and its exit code. To be asked to end is no error.</summary>
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
            await error.WriteLineAsync($"kubespy: {SafeText.Of(e.Message)}\n  {SafeText.Of(e.Remedy)}");
            return CodeOf(e.Problem);
        }
        catch (IOException e)
        {
            await error.WriteLineAsync($"kubespy: {SafeText.Of(e.Message)}");
            return ExitCode.Usage;
        }
    }

    public static int CodeOf(ClusterProblem problem) => problem switch
    {
        ClusterProblem.NoConfiguration or ClusterProblem.BadConfiguration or ClusterProblem.NotFound => ExitCode.Usage,
        ClusterProblem.Forbidden or ClusterProblem.Unauthorized => ExitCode.Forbidden,
        _ => ExitCode.ClusterLost,
    };
}
