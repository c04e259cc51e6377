using System.CommandLine;
using Kubespy.Cli.Completion;
using Kubespy.Cli.Configuration;
using Kubespy.Cli.Terminal;

namespace Kubespy.Cli.Commands;

/// <summary>From the arguments of the process to its exit code.</summary>
internal static class EntryPoint
{
    public static async Task<int> RunAsync(string[] args)
    {
        var error = new ForgivingWriter(Console.Error);
        try
        {
            return await RunAsync(args, error);
        }
#pragma warning disable CA1031 // Whatever it is, it is told in a line, and not as a stack trace.
        catch (Exception e)
#pragma warning restore CA1031
        {
            // Not of a command: its help could not be written, or the configuration cannot be read.
            return CommandErrors.Tell(e, error);
        }
    }

    private static async Task<int> RunAsync(string[] args, TextWriter error)
    {
        if (args is [Completer.Command, .. var words])
        {
            return await Completer.RunAsync(RootCommands.Create(), words, Console.Out);
        }

        if (args.Length == 0)
        {
            args = ["--help"];
        }

        RootCommand root;
        ParseResult parse;
        try
        {
            var config = ConfigFile.Read(Environment.GetEnvironmentVariable);
            // The file is checked against the options of all commands.
            root = config.Root.Count == 0 ? RootCommands.CreateFor(args[0]) : RootCommands.Create();
            parse = root.Parse(Defaults.Apply(root, args, Environment.GetEnvironmentVariable, config));
        }
        catch (FormatException e)
        {
            await error.WriteLineAsync($"kubespy: {SafeText.Of(e.Message)}");
            return ExitCode.Usage;
        }

        if (parse.Errors.Count == 0)
        {
            // Signals turns them into a cancellation; the library's own handler may still run when what it would cancel is disposed, and abort the process.
            return await parse.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false, Error = error });
        }

        foreach (var wrong in parse.Errors.DistinctBy(e => e.Message))
        {
            await error.WriteLineAsync($"kubespy: {SafeText.Of(wrong.Message)}");
        }

        await error.WriteLineAsync($"  see: {CommandPath.Help(parse.CommandResult)}");
        return ExitCode.Usage;
    }
}
