namespace Kubespy.Cli.Tests.Story;

/// <summary>What an engineer said happened in one recording (expected/NN.md): the facts of each happening, in order.</summary>
internal sealed record ExpectedFact(string Kind, IReadOnlyDictionary<string, string> Facts)
{
    /// <param name="recording">Such as <c>real/02-rollout</c>.</param>
    public static IReadOnlyList<ExpectedFact> Of(string recording)
    {
        var (kubelet, name) = (recording.Split('/')[0], recording.Split('/')[1]);
        using var reader = new StreamReader(typeof(ExpectedFact).Assembly.GetManifestResourceStream("expected/" + name)!);
        return
        [
            .. reader.ReadToEnd().Split("## Facts")[1].Split('\n')
                .Where(l => l.StartsWith("- ", StringComparison.Ordinal)).Select(l => l[2..])
                .Where(l => !l.StartsWith('(') || l.StartsWith($"({kubelet})", StringComparison.Ordinal))
                .Select(l => l.StartsWith('(') ? l[(l.IndexOf(')', StringComparison.Ordinal) + 2)..] : l)
                .Select(Parse),
        ];
    }

    /// <summary>Of <c>kind: name=value; name=value</c>.</summary>
    public static ExpectedFact Parse(string line)
    {
        var colon = line.IndexOf(": ", StringComparison.Ordinal);
        return colon < 0 ? new(line, new Dictionary<string, string>()) : new(
            line[..colon],
            line[(colon + 2)..].Split("; ").Select(f => f.Split('=', 2)).ToDictionary(f => f[0], f => f[1], StringComparer.Ordinal));
    }
}
