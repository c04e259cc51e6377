using System.CommandLine.Parsing;

namespace Kubespy.Cli.Commands;

/// <summary>How a command is typed: its name and those of the commands that it is below, without the root's.</summary>
internal static class CommandPath
{
    public static IReadOnlyList<string> Of(CommandResult command)
    {
        var path = new List<string>();
        for (var result = command; result.Parent is CommandResult parent; result = parent)
        {
            path.Insert(0, result.Command.Name);
        }

        return path;
    }

    /// <summary>Where to read how it is used: kubespy cluster bother --help.</summary>
    public static string Help(CommandResult command) => $"kubespy {string.Concat(Of(command).Select(n => n + " "))}--help";
}
