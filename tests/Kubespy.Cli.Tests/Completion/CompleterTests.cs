using Kubespy.Cli.Commands;
using Kubespy.Cli.Completion;

namespace Kubespy.Cli.Tests.Completion;

/// <summary>What needs no cluster; live names are completed in the end-to-end tests.</summary>
public sealed class CompleterTests
{
    [Theory]
    [InlineData("ch", "changes")]
    [InlineData("completion ", "bash,fish,powershell,zsh")]
    [InlineData("cluster st", "start,status,stop")]
    [InlineData("changes --fi", "--field-selector,--fields,--filename")]
    [InlineData("changes --color ", "always,auto,never")]
    [InlineData("changes -o js", "json,jsonl")]
    [InlineData("changes --kubeconfig /nowhere statefuls", "statefulset")]
    [InlineData("changes --kubeconfig /nowhere pod/", "")]
    [InlineData("trace --until c", "complete")]
    [InlineData("nonsense x", "")]
    public async Task What_may_follow_is_offered(string line, string candidates) =>
        string.Join(',', await Completer.CompleteAsync(RootCommands.Create(), line.Split(' '))).ShouldBe(candidates);

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("powershell")]
    public void Each_shell_has_a_script_that_asks(string shell) => ShellScripts.Of(shell).ShouldContain("kubespy __complete");
}
