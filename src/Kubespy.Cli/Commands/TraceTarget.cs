using Kubespy.Cli.Targets;

namespace Kubespy.Cli.Commands;

/// <summary>What a trace is of, as it was typed: an object by kind, namespace and name, or a recording.</summary>
internal sealed record TraceTarget(string Kind, string Namespace, string Name, string? File)
{
    /// <summary>The API version that was typed; empty where none was.</summary>
    public string ApiVersion { get; init; } = "";

    /// <summary>
    /// Reads the words of <see cref="TargetGrammar"/>, each name a whole one, or recordings.
    /// </summary>
    /// <exception cref="FormatException">The words name no target; the message says what would.</exception>
    public static IReadOnlyList<TraceTarget> Parse(IReadOnlyList<string> words, string ns)
    {
        if (words.Count == 0)
        {
            throw new FormatException("nothing to trace: give KIND NAME, KIND/NAME, a recording, or - for names on stdin");
        }

        if (TargetGrammar.IsRecording(words[0]) && !words.Skip(1).Any(TargetGrammar.IsRecording) && words.Count > 1)
        {
            // Which of the objects of a recording.
            return [.. TargetGrammar.Parse([.. words.Skip(1)]).Select(s => Of(s, s.Namespace ?? "") with { File = words[0] })];
        }

        return words.All(TargetGrammar.IsRecording)
            ? [.. words.Select(w => new TraceTarget("", ns, "", w))]
            : [.. TargetGrammar.Parse(words).Select(s => Of(s, ns))];
    }

    private static TraceTarget Of(TargetSpec spec, string ns) => spec.Name switch
    {
        { IsExact: true } name => new TraceTarget(spec.Kind, spec.Namespace ?? ns, name.Text, null) { ApiVersion = spec.ApiVersion ?? "" },
        { Text.Length: 0 } => throw new FormatException($"which {spec.Kind}? give KIND NAME or KIND/NAME, for example deploy/nginx"),
        var pattern => throw new FormatException($"a trace is of one object by its name; \"{pattern.Text}\" is none (kubespy changes takes regular expressions)"),
    };
}
