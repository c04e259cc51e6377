using System.CommandLine;
using System.CommandLine.Completions;
using System.Text.RegularExpressions;

namespace Kubespy.Cli.Completion;

/// <summary>What may follow on a command line that is being typed: commands, options, their values, and names of the cluster itself.</summary>
internal static partial class Completer
{
    /// <summary>The hidden word by which the shells' scripts ask; the words typed so far follow, the last one unfinished.</summary>
    public const string Command = "__complete";

    private static readonly HashSet<string> Observing = new(StringComparer.Ordinal) { "trace", "why", "explain", "changes", "status", "record" };

    private static readonly Dictionary<string, string[]> Values = new(StringComparer.Ordinal)
    {
        ["--color"] = ["auto", "always", "never"],
        ["--until"] = ["complete", "settled", "ready", "deleted"],
        ["--fields"] = [".metadata", ".metadata.labels", ".metadata.annotations", ".spec", ".status", ".status.conditions"],
    };

    public static async Task<int> RunAsync(RootCommand root, string[] words, TextWriter output)
    {
        foreach (var candidate in await CompleteAsync(root, words.Length == 0 ? [""] : words))
        {
            await output.WriteLineAsync(candidate);
        }

        return 0;
    }

    public static async Task<IReadOnlyList<string>> CompleteAsync(RootCommand root, string[] words)
    {
        var (command, depth) = CommandOf(root, words);
        var (typed, last) = (words[depth..^1], words[^1]);
        var candidates = typed is [.., var before] && OptionOf(command, before) is { } option && option.ValueType != typeof(bool) ? await ValuesAsync(command, option, typed)
            : last.StartsWith('-') ? command.Options.Where(o => !o.Hidden).Select(o => o.Name)
            : command.Subcommands.Count > 0 ? command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name)
            : Observing.Contains(command.Name) ? await TargetsAsync(command, typed, last)
            : command.Arguments.SelectMany(a => a.GetCompletions(CompletionContext.Empty)).Select(c => c.Label);
        return [.. candidates.Where(c => c.StartsWith(last, StringComparison.OrdinalIgnoreCase)).Distinct().Order(StringComparer.Ordinal)];
    }

    private static (Command Command, int Depth) CommandOf(RootCommand root, string[] words)
    {
        Command command = root;
        var depth = 0;
        while (depth < words.Length - 1 && command.Subcommands.FirstOrDefault(c => c.Name == words[depth] || c.Aliases.Contains(words[depth])) is { } below)
        {
            (command, depth) = (below, depth + 1);
        }

        return (command, depth);
    }

    private static Option? OptionOf(Command command, string word) => command.Options.FirstOrDefault(o => o.Name == word || o.Aliases.Contains(word));

    private static async Task<IEnumerable<string>> ValuesAsync(Command command, Option option, string[] typed) => option.Name switch
    {
        "--context" => Live(command, typed).Contexts(),
        "--namespace" => await Live(command, typed).NamespacesAsync(),
        "--output" => command.Name == "why" ? ["text", "json", "md"] : command.Name == "trace" ? ["text", "json"] : ["text", "json", "jsonl", "yaml"],
        _ => Values.GetValueOrDefault(option.Name) ?? option.GetCompletions(CompletionContext.Empty).Select(c => c.Label),
    };

    private static async Task<IEnumerable<string>> TargetsAsync(Command command, string[] typed, string last)
    {
        var live = Live(command, typed);
        var isAll = typed.Any(w => w is "-A" or "--all-namespaces");
        var ns = ValueOf(command, typed, "--namespace");
        var positional = Positional(command, typed);
        if (last.IndexOf('/', StringComparison.Ordinal) is var slash and > 0 && (positional.Length == 0 || positional[0].Contains('/', StringComparison.Ordinal)))
        {
            var kind = last[..slash];
            return (await live.NamesAsync(kind, ns, isAll)).Select(n => $"{kind}/{n}");
        }

        return positional switch
        {
            [] => await live.KindsAsync(""),
            [var version] when ApiVersion().IsMatch(version) => await live.KindsAsync(version),
            [var version, var kind, ..] when ApiVersion().IsMatch(version) => await live.NamesAsync(kind, ns, isAll),
            [var first, ..] when first.Contains('/', StringComparison.Ordinal) => (await live.KindsAsync("")).Select(k => k + "/"),
            [var kind, ..] => await live.NamesAsync(kind, ns, isAll),
        };
    }

    private static LiveNames Live(Command command, string[] typed) => new(ValueOf(command, typed, "--kubeconfig"), ValueOf(command, typed, "--context"));

    private static string? ValueOf(Command command, string[] typed, string option)
    {
        for (var i = 0; i < typed.Length; i++)
        {
            if (typed[i].StartsWith(option + "=", StringComparison.Ordinal))
            {
                return typed[i][(option.Length + 1)..];
            }

            if (i + 1 < typed.Length && OptionOf(command, typed[i])?.Name == option)
            {
                return typed[i + 1];
            }
        }

        return null;
    }

    /// <summary>The words that are neither options nor their values.</summary>
    private static string[] Positional(Command command, string[] typed) =>
    [
        .. typed.Where((word, i) => !(word.StartsWith('-') && word.Length > 1) && !(i > 0 && OptionOf(command, typed[i - 1]) is { } option && option.ValueType != typeof(bool))),
    ];

    [GeneratedRegex(@"^([a-z0-9.-]+/)?v[0-9]+((alpha|beta)[0-9]+)?$")]
    private static partial Regex ApiVersion();
}
