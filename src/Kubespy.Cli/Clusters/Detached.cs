using System.Diagnostics;
using Kubespy.Cli.Commands;
using Kubespy.Cli.Terminal;

namespace Kubespy.Cli.Clusters;

/// <summary>Starts a cluster in a process of its own, which outlives this one, and returns once it serves.</summary>
internal static class Detached
{
    /// <summary>By this the process knows that it is that one.</summary>
    public const string Flag = "--as-detached";

    public static async Task<int> StartAsync(ClusterNames names, string name, IEnumerable<string> arguments, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        // Says it at once where the name is taken; the process itself takes it.
        await names.Take(name).DisposeAsync();
        var log = names.LogOf(name);
        var start = new ProcessStartInfo("/bin/sh", ["-c", "log=$1; shift; exec \"$@\" 2>\"$log\"", "sh", log, .. Self(), "cluster", "start", "--name", name, Flag, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var said = new List<string>();
        while (await process.StandardOutput.ReadLineAsync(cancellation) is { } line)
        {
            said.Add(line);
            if (line.Length == 0)
            {
                // The empty line ends what it has to say: from here on it is on its own.
                foreach (var told in said.SkipLast(1))
                {
                    await output.WriteLineAsync(told);
                }

                return ExitCode.Reached;
            }
        }

        await process.WaitForExitAsync(cancellation);
        await error.WriteAsync(string.Join('\n', (await File.ReadAllTextAsync(log, cancellation)).Split('\n').Select(SafeText.Of)));
        return process.ExitCode == 0 ? ExitCode.Failed : process.ExitCode;
    }

    /// <summary>How this program was started: itself, or by the runtime.</summary>
    private static string[] Self()
    {
        var program = Environment.ProcessPath ?? throw new IOException("this program's own file cannot be found: start the cluster without --detach");
        return Path.GetFileNameWithoutExtension(program) == "dotnet" ? [program, Environment.GetCommandLineArgs()[0]] : [program];
    }
}
