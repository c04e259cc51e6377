using System.CommandLine;

namespace Kubespy.Cli.Commands;

/// <summary><c>kubespy version</c></summary>
internal static class VersionCommand
{
    public static Command Create()
    {
        var command = new Command("version", "Print the version of kubespy and of its embedded cluster.\n\n  kubespy version");
        command.SetAction(parse =>
        {
            var version = typeof(VersionCommand).Assembly.GetName().Version!;
            parse.InvocationConfiguration.Output.WriteLine($"kubespy {version.ToString(3)}, embedded cluster: Kubernetes v1.36.2");
            return 0;
        });
        return command;
    }
}
