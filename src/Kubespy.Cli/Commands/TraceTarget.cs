namespace Kubespy.Cli.Commands;

/// <summary>What a trace is of, as it was typed: an object by kind, namespace and name, or a recording.</summary>
internal sealed record TraceTarget(string Kind, string Namespace, string Name, string? File)
{
    /// <summary>The API version that was typed; empty where none was.</summary>
    public string ApiVersion { get; init; } = "";

    /// <summary>
    /// Reads KIND NAME, KIND/NAME, KIND NAMESPACE/NAME, APIVERSION KIND NAME, FILE, several KIND/NAME.
    /// </summary>
    /// <exception cref="FormatException">The words name no target; the message says what would.</exception>
    public static IReadOnlyList<TraceTarget> Parse(IReadOnlyList<string> words, string ns)
    {
        if (words.Count == 0)
        {
            throw new FormatException("nothing to trace: give KIND NAME, KIND/NAME, a recording, or - for names on stdin");
        }

        if (words.All(w => w.EndsWith(".jsonl", StringComparison.Ordinal) || w.EndsWith(".kspy", StringComparison.Ordinal)))
        {
            return [.. words.Select(w => new TraceTarget("", ns, "", w))];
        }

        if (words.Count == 3 && (words[0].Contains('/', StringComparison.Ordinal) || words[0].StartsWith('v')))
        {
            return [Of(words[1], words[2], ns) with { ApiVersion = words[0] }];
        }

        if (words.Count == 2 && !words[0].Contains('/', StringComparison.Ordinal))
        {
            return [Of(words[0], words[1], ns)];
        }

        return [.. words.Select(word => word.Split('/') is [var kind, var name] && kind.Length > 0 && name.Length > 0
            ? new TraceTarget(kind, ns, name, null)
            : throw new FormatException($"\"{word}\" is no target: give KIND NAME or KIND/NAME, for example deploy/nginx"))];
    }

    private static TraceTarget Of(string kind, string name, string ns)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        return slash > 0
            ? new TraceTarget(kind, name[..slash], name[(slash + 1)..], null)
            : new TraceTarget(kind, ns, name, null);
    }
}
