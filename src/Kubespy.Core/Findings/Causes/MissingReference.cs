namespace Kubespy.Core.Findings.Causes;

/// <summary>What a Pod asks for and does not find, read off the kubelet's message. <paramref name="Key"/> is empty where the whole object is missing.</summary>
internal sealed record MissingReference(string Kind, string Name, string Key)
{
    private const string KeyOf = "couldn't find key ";

    public static MissingReference? Of(string message)
    {
        if (After(message, KeyOf) is { } key)
        {
            foreach (var kind in (string[])["ConfigMap", "Secret"])
            {
                if (After(key, $" in {kind} ") is { } of)
                {
                    return new(kind, Word(of).Split('/')[^1], key[..key.IndexOf($" in {kind} ", StringComparison.Ordinal)]);
                }
            }
        }

        if (After(message, "configmap references non-existent config key: ") is { } configKey)
        {
            return new("ConfigMap", Quoted(message, "for volume ") is { } volume ? "of volume " + volume : "", Word(configKey));
        }

        if (After(message, "references non-existent secret key: ") is { } secretKey)
        {
            return new("Secret", Quoted(message, "for volume ") is { } volume ? "of volume " + volume : "", Word(secretKey));
        }

        return message.EndsWith("not found", StringComparison.Ordinal)
            ? Quoted(message, "configmap ") is { } map ? new("ConfigMap", map, "") : Quoted(message, "secret ") is { } secret ? new("Secret", secret, "") : null
            : null;
    }

    public override string ToString() => Key.Length == 0 ? $"{Kind} {Name} does not exist" : $"{Kind} {Name} has no key {Key}";

    public string Remedy(string scope) => Key.Length > 0
        ? $"add the key {Key} to it, or correct the reference"
        : $"create it, or correct the reference: kubectl get {(Kind == "Secret" ? "secrets" : "configmaps")}{scope}";

    private static string Word(string text) => text.Split(' ', 2)[0].TrimEnd(',', '.');

    private static string? Quoted(string text, string mark) => After(text, mark + "\"") is { } rest && rest.IndexOf('"', StringComparison.Ordinal) is >= 0 and var end ? rest[..end] : null;

    private static string? After(string text, string mark)
    {
        var at = text.LastIndexOf(mark, StringComparison.Ordinal);
        return at < 0 ? null : text[(at + mark.Length)..];
    }
}
