using System.CommandLine;
using Kubespy.Cli.Completion;

namespace Kubespy.Cli.Commands;

/// <summary><c>kubespy completion</c>: the script by which a shell completes commands, options, kinds, live names and contexts.</summary>
internal static class CompletionCommand
{
    public static Command Create()
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh, fish or powershell." };
        shell.AcceptOnlyFromAmong([.. ShellScripts.Shells]);
        var command = new Command(
            "completion",
            """
            Print the script by which a shell completes kubespy's commands, options, kinds, contexts and live names.

              source <(kubespy completion bash)
              source <(kubespy completion zsh)
              kubespy completion fish | source
              kubespy completion powershell | Out-String | Invoke-Expression
            """) { shell };
        command.SetAction(parse => parse.InvocationConfiguration.Output.Write(ShellScripts.Of(parse.GetValue(shell)!)));
        return command;
    }
}
