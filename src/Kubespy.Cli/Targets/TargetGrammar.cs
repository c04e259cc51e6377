using System.Text.RegularExpressions;

namespace Kubespy.Cli.Targets;

/// <summary>
/// The words by which every command is told what to observe: <c>KIND NAME…</c>, <c>KIND NAMESPACE/NAME</c>, <c>KIND/NAME…</c>, <c>KIND/NAMESPACE/NAME</c>,
/// <c>APIVERSION KIND NAME…</c> (the original's form), <c>KIND</c> alone for all of it. A name may be a regular expression.
/// </summary>
internal static partial class TargetGrammar
{
    private const string Example = "give KIND NAME or KIND/NAME, for example deploy/nginx";

    /// <summary>What is a recording rather than a name.</summary>
    public static bool IsRecording(string word) =>
        word.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase) || word.EndsWith(".kspy", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="FormatException">The words name nothing; the message says what would.</exception>
    public static IReadOnlyList<TargetSpec> Parse(IReadOnlyList<string> words)
    {
        if (words.Any(string.IsNullOrWhiteSpace))
        {
            throw new FormatException($"a target is empty: {Example}");
        }

        if (words.FirstOrDefault(w => w.StartsWith('-')) is { } unknown)
        {
            throw new FormatException($"{unknown} is no option of this command");
        }

        return words.ToArray() switch
        {
            [] => [],
            [var version, var kind, .. var names] when ApiVersion().IsMatch(version) && !kind.Contains('/', StringComparison.Ordinal) => OfKind(version, kind, names),
            [var first, ..] when first.Contains('/', StringComparison.Ordinal) => [.. words.Select(Joined)],
            [var kind, .. var names] => OfKind(null, kind, names),
        };
    }

    /// <summary>The targets of names as kubectl prints them.</summary>
    /// <exception cref="FormatException">A line is no such name.</exception>
    public static IReadOnlyList<TargetSpec> ParseLines(string text) => [.. Names(text).Select(Joined)];

    /// <summary>The names of a text, one a line, as kubectl prints them with -o name; what follows a name, such as "created", is left out.</summary>
    public static IEnumerable<string> Names(string text) => text.Split('\n').Select(l => l.Trim().Split(' ', '\t')[0]).Where(l => l.Length > 0);

    private static TargetSpec[] OfKind(string? apiVersion, string kind, string[] names)
    {
        var specs = names.Select(n => Named(apiVersion, kind, n)).ToArray();
        return specs.Length > 0 ? specs : [new TargetSpec(apiVersion, kind, null, NamePattern.All)];
    }

    private static TargetSpec Joined(string word) =>
        word.IndexOf('/', StringComparison.Ordinal) is var slash and > 0 && slash < word.Length - 1
            ? Named(null, word[..slash], word[(slash + 1)..])
            : throw new FormatException($"\"{word}\" is no target: {Example}");

    private static TargetSpec Named(string? apiVersion, string kind, string name) =>
        name.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0
            ? slash > 0 && slash < name.Length - 1
                ? new TargetSpec(apiVersion, kind, name[..slash], NamePattern.Parse(name[(slash + 1)..]))
                : throw new FormatException($"\"{name}\" is no name: give NAMESPACE/NAME")
            : new TargetSpec(apiVersion, kind, null, NamePattern.Parse(name));

    /// <summary><c>v1</c>, <c>apps/v1</c>, <c>cert-manager.io/v1alpha2</c>.</summary>
    [GeneratedRegex(@"^([a-z0-9.-]+/)?v[0-9]+((alpha|beta)[0-9]+)?$")]
    private static partial Regex ApiVersion();
}
