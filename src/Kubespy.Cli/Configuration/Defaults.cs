using System.CommandLine;
using Kubespy.Cli.Commands;

namespace Kubespy.Cli.Configuration;

/// <summary>
/// Options that were not given come from the environment (<c>KUBESPY_COLOR</c> for <c>--color</c>), else from the configuration file: they are put among
/// the arguments, so that they are read and checked like any other.
/// </summary>
internal static class Defaults
{
    /// <summary>What only a command line may say: it would be surprising, or dangerous, as a standing rule.</summary>
    private static readonly HashSet<string> NeverStanding = new(StringComparer.Ordinal) { "help", "version", "out", "overwrite", "show-secrets", "filename", "every", "count", "detach", "as-detached" };

    /// <exception cref="FormatException">The configuration file holds what is no option, or a variable what is no value.</exception>
    public static string[] Apply(RootCommand root, string[] args, Func<string, string?> variable, ConfigFile config)
    {
        var parse = root.Parse(args);
        var path = CommandPath.Of(parse.CommandResult);
        if (path.Count == 0)
        {
            return args;
        }

        if (config.Root.Count > 0)
        {
            config.Check(OptionsBelow(root).ToHashSet(), CommandsBelow(root).Select(c => c.Name).ToHashSet());
        }

        var extra = parse.CommandResult.Command.Options
            .Where(o => MayStand(path, NameOf(o)) && parse.GetResult(o) is null or { Implicit: true })
            .SelectMany(o => (FromEnvironment(o, variable) ?? config.ValuesOf(path, NameOf(o)) ?? []).Select(v => $"{o.Name}={v}"));
        return [.. args.Take(path.Count), .. extra, .. args.Skip(path.Count)];
    }

    public static string VariableOf(Option option) => "KUBESPY_" + NameOf(option).ToUpperInvariant().Replace('-', '_');

    private static IReadOnlyList<string>? FromEnvironment(Option option, Func<string, string?> variable)
    {
        if (variable(VariableOf(option)) is not { Length: > 0 } text)
        {
            return null;
        }

        if (option.ValueType == typeof(bool))
        {
            return text.ToLowerInvariant() switch
            {
                "1" or "true" or "yes" => ["true"],
                "0" or "false" or "no" => ["false"],
                _ => throw new FormatException($"{VariableOf(option)} is true or false, not {text}"),
            };
        }

        return option.Arity.MaximumNumberOfValues > 1 ? text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [text];
    }

    /// <summary>What stands is of the clusters that the user looks at; which embedded one is written, or bothered, is said on the command line.</summary>
    private static bool MayStand(IReadOnlyList<string> command, string option) =>
        !NeverStanding.Contains(option) && !(command[0] == "cluster" && option is "kubeconfig" or "context" or "namespace");

    private static string NameOf(Option option) => option.Name.TrimStart('-');

    private static IEnumerable<Command> CommandsBelow(Command command) => command.Subcommands.SelectMany(c => CommandsBelow(c).Prepend(c));

    private static IEnumerable<string> OptionsBelow(RootCommand root) =>
        CommandsBelow(root).SelectMany(c => c.Options).Select(NameOf).Where(n => !NeverStanding.Contains(n));
}
