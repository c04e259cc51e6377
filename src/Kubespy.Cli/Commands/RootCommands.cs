using System.CommandLine;

namespace Kubespy.Cli.Commands;

/// <summary>kubespy's commands.</summary>
internal static class RootCommands
{
    public static RootCommand Create()
    {
        var root = new RootCommand("See what your Kubernetes workloads are really doing. kubespy only reads from your cluster.");
        root.Subcommands.Add(TraceCommand.Create());
        root.Subcommands.Add(WhyCommand.Create());
        root.Subcommands.Add(ChangesCommand.CreateChanges());
        root.Subcommands.Add(ChangesCommand.CreateStatus());
        root.Subcommands.Add(RecordCommand.Create());
        root.Subcommands.Add(DemoCommand.Create());
        root.Subcommands.Add(ClusterCommand.Create());
        root.Subcommands.Add(DoctorCommand.Create());
        root.Subcommands.Add(CompletionCommand.Create());
        root.Subcommands.Add(VersionCommand.Create());
        return root;
    }
}
