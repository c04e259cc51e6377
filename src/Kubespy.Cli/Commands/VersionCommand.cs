using System.CommandLine;

namespace Kubespy.Cli.Commands;

/// <summary><c>kubespy version</c></summary>
internal static class VersionCommand
{
    /// <summary>As <c>0.1.0</c>.</summary>
    public static string Version => typeof(VersionCommand).Assembly.GetName().Version!.ToString(3);

    public static Command Create()
    {
        var command = new Command("version", "Print the version of kubespy and of its embedded cluster.\n\n  kubespy version");
        command.SetAction(parse =>
        {
            parse.InvocationConfiguration.Output.WriteLine($"kubespy {Version}, embedded cluster: Kubernetes v1.36.2");
            return 0;
        });
        return command;
    }
}
