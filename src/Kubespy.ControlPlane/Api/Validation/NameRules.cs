using System.Text.RegularExpressions;

namespace Kubespy.ControlPlane.Api.Validation;

/// <summary>
/// What names of all sorts may look like (apimachinery/pkg/util/validation, pkg/api/validate/content): for a text what is wrong with it,
/// in the order of the real server; nothing where it is right.
/// </summary>
internal static partial class NameRules
{
    public const string LabelRule =
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    private const string SubdomainRule =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private const string WildcardRule =
        "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is '\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private const string UnderscoreRule =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*')";

    private const string Dns1035Rule =
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

    private const string LabelValueRule =
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    private const string KeyRule =
        "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

    private const string ConfigKeyRule =
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

    /// <summary>A label of a domain: names of containers, volumes, namespaces.</summary>
    public static IReadOnlyList<string> Label(string text) => text.Length <= 63 && LabelPattern().IsMatch(text)
        ? []
        : Wrong(text.Length > 63 ? TooLong(63) : null, LabelPattern().IsMatch(text) ? null : SubdomainPattern().IsMatch(text) ? "must not contain dots" : LabelRule);

    /// <summary>A label that begins with a letter: names within custom resource definitions.</summary>
    public static IReadOnlyList<string> Dns1035Label(string text) => text.Length <= 63 && Dns1035Pattern().IsMatch(text)
        ? []
        : Wrong(text.Length > 63 ? TooLong(63) : null, Dns1035Pattern().IsMatch(text) ? null : Dns1035Rule);

    /// <summary>A domain: names of most objects.</summary>
    public static IReadOnlyList<string> Subdomain(string text) => text.Length <= 253 && SubdomainPattern().IsMatch(text)
        ? []
        : Wrong(text.Length > 253 ? TooLong(253) : null, SubdomainPattern().IsMatch(text) ? null : SubdomainRule);

    /// <summary>A domain in which underscores are fine: search paths of DNS.</summary>
    public static IReadOnlyList<string> UnderscoredSubdomain(string text) => text.Length <= 253 && UnderscorePattern().IsMatch(text)
        ? []
        : Wrong(text.Length > 253 ? TooLong(253) : null, UnderscorePattern().IsMatch(text) ? null : UnderscoreRule);

    /// <summary>A domain whose first label is <c>*</c>.</summary>
    public static IReadOnlyList<string> WildcardSubdomain(string text) => text.Length <= 253 && WildcardPattern().IsMatch(text)
        ? []
        : Wrong(text.Length > 253 ? TooLong(253) : null, WildcardPattern().IsMatch(text) ? null : WildcardRule);

    /// <summary>A name that is one segment of a path: what roles, budgets and events are called.</summary>
    public static IReadOnlyList<string> PathSegment(string text) => text is "." or ".."
        ? [$"may not be '{text}'"]
        : Wrong(text.Contains('/', StringComparison.Ordinal) ? "may not contain '/'" : null, text.Contains('%', StringComparison.Ordinal) ? "may not contain '%'" : null);

    /// <summary>A label's key: a name, before it perhaps a domain and a slash.</summary>
    public static IReadOnlyList<string> QualifiedName(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash != text.LastIndexOf('/'))
        {
            return [$"a valid label key {KeyRule} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"];
        }

        var name = text[(slash + 1)..];
        if (name.Length <= 63 && KeyPattern().IsMatch(name) && slash < 0)
        {
            return [];
        }

        var wrong = slash < 0 ? [] : slash == 0 ? ["prefix part must be non-empty"] : Subdomain(text[..slash]).Select(w => "prefix part " + w);
        return [.. wrong, .. Wrong(
            name.Length == 0 ? "name part must be non-empty" : name.Length > 63 ? "name part must be no more than 63 bytes" : null,
            KeyPattern().IsMatch(name) ? null : "name part " + KeyRule)];
    }

    public static IReadOnlyList<string> LabelValue(string text) => text.Length <= 63 && LabelValuePattern().IsMatch(text)
        ? []
        : Wrong(text.Length > 63 ? "must be no more than 63 bytes" : null, LabelValuePattern().IsMatch(text) ? null : LabelValueRule);

    /// <summary>A key of a ConfigMap or Secret.</summary>
    public static IReadOnlyList<string> ConfigKey(string text) => text.Length <= 253 && ConfigKeyPattern().IsMatch(text) && !text.StartsWith('.')
        ? []
        : Wrong(
            text.Length > 253 ? TooLong(253) : null,
            ConfigKeyPattern().IsMatch(text) ? null : ConfigKeyRule,
            text switch
            {
                "." => "must not be '.'",
                ".." => "must not be '..'",
                _ => text.StartsWith("..", StringComparison.Ordinal) ? "must not start with '..'" : null,
            });

    /// <summary>The name of an environment variable: whatever can be printed in ASCII but '='.</summary>
    public static IReadOnlyList<string> EnvironmentName(string text) => text.Length == 0
        ? ["environment variable name must be non-empty"]
        : text.All(c => c is >= ' ' and <= '~' and not '=') ? [] : ["a valid environment variable name must consist only of printable ASCII characters other than '='"];

    /// <summary>The name of a port, as the Internet's registry of services has them.</summary>
    public static IReadOnlyList<string> PortName(string text) => Wrong(
        text.Length > 15 ? TooLong(15) : null,
        text.Length > 0 && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') ? null : "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)",
        text.Any(char.IsAsciiLetterLower) ? null : "must contain at least one letter (a-z)",
        text.Contains("--", StringComparison.Ordinal) ? "must not contain consecutive hyphens" : null,
        text.StartsWith('-') || text.EndsWith('-') ? "must not begin or end with a hyphen" : null);

    public static IReadOnlyList<string> HeaderName(string text) => text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
        ? []
        : ["a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')"];

    private static string TooLong(int length) => length == 15 ? "must be no more than 15 characters" : length == 63 ? "must be no more than 63 characters" : "must be no more than 253 characters";

    private static string[] Wrong(params ReadOnlySpan<string?> found)
    {
        var count = 0;
        foreach (var text in found)
        {
            count += text is null ? 0 : 1;
        }

        if (count == 0)
        {
            return [];
        }

        var result = new string[count];
        foreach (var text in found)
        {
            if (text is not null)
            {
                result[^count--] = text;
            }
        }

        return result;
    }

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z")]
    private static partial Regex SubdomainPattern();

    [GeneratedRegex(@"^_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*\z")]
    private static partial Regex UnderscorePattern();

    [GeneratedRegex(@"^\*\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z")]
    private static partial Regex WildcardPattern();

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?\z")]
    private static partial Regex LabelPattern();

    [GeneratedRegex(@"^[a-z]([-a-z0-9]*[a-z0-9])?\z")]
    private static partial Regex Dns1035Pattern();

    [GeneratedRegex(@"^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?\z")]
    private static partial Regex LabelValuePattern();

    [GeneratedRegex(@"^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]\z")]
    private static partial Regex KeyPattern();

    [GeneratedRegex(@"^[-._a-zA-Z0-9]+\z")]
    private static partial Regex ConfigKeyPattern();
}
