using System.CommandLine;
using System.Text.RegularExpressions;
using Kubespy.Cli.Commands;

namespace Kubespy.Cli.Tests.Commands;

/// <summary>Every command shows by examples how it is used, and each of them is understood.</summary>
public sealed partial class HelpExamplesTests
{
    private static readonly RootCommand Root = RootCommands.Create();

    public static TheoryData<string> Names => [.. Commands(Root).Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Examples_are_there_and_parse(string name)
    {
        var command = Commands(Root).First(c => c.Name == name);
        var examples = Example().Matches(command.Description ?? "").Select(m => m.Groups[1].Value.Trim()).ToArray();
        examples.ShouldNotBeEmpty($"kubespy {name} --help shows no example");
        foreach (var example in examples)
        {
            var parse = Root.Parse([.. Word().Matches(example).Select(m => m.Groups[1].Success ? m.Groups[1].Value : m.Value)]);
            parse.Errors.Select(e => e.Message).ShouldBeEmpty($"kubespy {example}");
        }

        examples.ShouldContain(e => Root.Parse(Word().Matches(e).Select(m => m.Value).ToArray()).CommandResult.Command.Name == name, "an example of the command itself");
    }

    private static IEnumerable<Command> Commands(Command command) =>
        command.Subcommands.Count > 0 ? command.Subcommands.Where(c => !c.Hidden).SelectMany(Commands) : [command];

    /// <summary>What stands after "kubespy", up to what is the shell's.</summary>
    [GeneratedRegex(@"^ {2}.*?kubespy ([^|>)\n]*)", RegexOptions.Multiline)]
    private static partial Regex Example();

    [GeneratedRegex(@"'([^']*)'|\S+")]
    private static partial Regex Word();
}
