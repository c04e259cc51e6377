using System.CommandLine;

namespace Kubespy.Cli.Commands;

/// <summary>kubespy's commands.</summary>
internal static class RootCommands
{
    private static readonly (string Name, Func<Command> Create)[] All =
    [
        ("trace", TraceCommand.Create),
        ("why", WhyCommand.Create),
        ("changes", ChangesCommand.CreateChanges),
        ("status", ChangesCommand.CreateStatus),
        ("record", RecordCommand.Create),
        ("report", ReportCommand.Create),
        ("demo", DemoCommand.Create),
        ("cluster", ClusterCommand.Create),
        ("doctor", DoctorCommand.Create),
        ("completion", CompletionCommand.Create),
        ("version", VersionCommand.Create),
    ];

    public static RootCommand Create() => With(All);

    /// <summary>
    /// The root with the one command that is asked for, by its name: the others would be built for nothing at each start (docs/performance.md).
    /// With all of them where that is none: for help, an alias, or a near name of a mistaken one.
    /// </summary>
    public static RootCommand CreateFor(string? name)
    {
        var named = All.Where(c => c.Name == name).ToArray();
        return With(named.Length > 0 ? named : All);
    }

    private static RootCommand With((string Name, Func<Command> Create)[] commands)
    {
        var root = new RootCommand("See what your Kubernetes workloads are really doing. kubespy only reads from your cluster.");
        foreach (var (_, create) in commands)
        {
            root.Subcommands.Add(create());
        }

        return root;
    }
}
