using System.CommandLine;

namespace Kubespy.Cli.Commands;

/// <summary><c>kubespy cluster</c>: embedded clusters on this machine.</summary>
internal static class ClusterCommand
{
    public static Command Create()
    {
        var command = new Command("cluster", "Run embedded clusters, and bother them.");
        command.Subcommands.Add(ClusterStartCommand.Create());
        command.Subcommands.Add(ClusterStatusCommand.Create());
        command.Subcommands.Add(ClusterStopCommand.Create());
        command.Subcommands.Add(BotherCommand.Create());
        return command;
    }
}
