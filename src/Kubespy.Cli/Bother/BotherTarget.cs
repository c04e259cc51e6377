using Kubespy.Client.Discovery;

namespace Kubespy.Cli.Bother;

/// <summary>Who is to be bothered, as it was asked for.</summary>
/// <param name="Kind">Deployment, ReplicaSet, Pod or Node.</param>
/// <param name="Name">Its name.</param>
internal sealed record BotherTarget(string Kind, string Name)
{
    private static readonly string[] Kinds = ["Deployment", "ReplicaSet", "Pod", "Node"];

    /// <summary>Null where nothing was asked for.</summary>
    /// <exception cref="FormatException">The words name nothing that can be bothered.</exception>
    public static BotherTarget? Parse(IReadOnlyList<string> words, bool isNode)
    {
        var (typed, name) = words.ToArray() switch
        {
            [] => ("", ""),
            [var word] when word.Split('/') is [var kind, var ofKind] => (kind, ofKind),
            [var word] when isNode => ("node", word),
            [var kind, var ofKind] when !kind.Contains('/', StringComparison.Ordinal) => (kind, ofKind),
            _ => throw new FormatException($"\"{string.Join(' ', words)}\" names nothing to bother: give deploy/NAME, rs/NAME, pod/NAME or node/NAME"),
        };
        if (words.Count == 0)
        {
            return null;
        }

        var found = RestMapper.BuiltIn(typed)?.Kind;
        return name.Length > 0 && Kinds.Contains(found) && found == "Node" == isNode
            ? new BotherTarget(found!, name)
            : throw new FormatException(isNode
                ? $"\"{string.Join(' ', words)}\" is no node: give its name, or node/NAME"
                : $"\"{string.Join(' ', words)}\" names nothing to bother: give deploy/NAME, rs/NAME or pod/NAME");
    }
}
