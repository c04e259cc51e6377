using System.Text.RegularExpressions;

namespace Kubespy.Cli.Targets;

/// <summary>Which names are meant: one, several, all, or those that a regular expression matches as a whole.</summary>
internal sealed record NamePattern
{
    public static readonly NamePattern All = new("", null);

    private readonly Regex? _expression;

    private NamePattern(string text, Regex? expression, params IReadOnlyList<string> names)
    {
        Text = text;
        _expression = expression;
        Names = names;
    }

    /// <summary>As it was typed; empty for all.</summary>
    public string Text { get; }

    /// <summary>The names that were given as such, which are waited for.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>One name, which can be asked for by a field selector.</summary>
    public bool IsExact => Names.Count == 1;

    /// <summary>A text with a character that no name has is a regular expression.</summary>
    /// <exception cref="FormatException">It is no regular expression.</exception>
    public static NamePattern Parse(string text)
    {
        if (text.Length == 0 || text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or ':' or '@'))
        {
            return text.Length == 0 ? All : new NamePattern(text, null, text);
        }

        try
        {
            // A time-out: an expression that backtracks for ever is the user's own, but the terminal should stay alive.
            return new NamePattern(text, new Regex($"^(?:{text})$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)));
        }
        catch (ArgumentException e)
        {
            throw new FormatException($"\"{text}\" is neither a name nor a regular expression: {e.Message}", e);
        }
    }

    public static NamePattern AnyOf(IEnumerable<string> names)
    {
        string[] all = [.. names.Distinct(StringComparer.Ordinal)];
        return new NamePattern(string.Join(',', all), null, all);
    }

    public bool Matches(string name) => Text.Length == 0 || (_expression is null ? Names.Contains(name) : _expression.IsMatch(name));

    public bool Equals(NamePattern? other) => other?.Text == Text;

    public override int GetHashCode() => string.GetHashCode(Text, StringComparison.Ordinal);
}
