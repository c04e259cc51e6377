using System.Text;

namespace Kubespy.Core.Changes;

/// <summary>
/// A field as people name it: <c>.status.conditions</c>, <c>spec.containers[name=nginx].image</c>, <c>.metadata.labels["example.com/team"]</c>. What it names
/// and all that is below it matches; without a bracket, every item of a list does.
/// </summary>
public sealed class FieldPattern
{
    private readonly IReadOnlyList<string> _steps;

    private FieldPattern(IReadOnlyList<string> steps) => _steps = steps;

    /// <exception cref="FormatException">The text names no field; the message says why.</exception>
    public static FieldPattern Parse(string text)
    {
        var steps = new List<string>();
        var at = 0;
        while (at < text.Length)
        {
            steps.Add(text[at] == '[' ? ReadBracket(text, ref at) : ReadName(text, ref at));
        }

        return steps.Count > 0 ? new FieldPattern(steps) : throw new FormatException("a field is named like .status.conditions");
    }

    /// <summary>Whether the path is within what is named: true; leads there: null; neither: false.</summary>
    public bool? Match(FieldPath path)
    {
        var at = 0;
        foreach (var step in path.Steps)
        {
            if (at == _steps.Count)
            {
                return true;
            }

            if (step is PathStep.Field field)
            {
                if (_steps[at] != field.Name)
                {
                    return false;
                }

                at++;
            }
            else if (_steps[at].StartsWith('[') && _steps[at] != step.ToString())
            {
                return false;
            }
            else if (_steps[at].StartsWith('['))
            {
                at++;
            }
        }

        return at == _steps.Count ? true : null;
    }

    public override string ToString() => string.Concat(_steps.Select(s => s.StartsWith('[') ? s : new PathStep.Field(s).ToString()));

    private static string ReadName(string text, ref int at)
    {
        if (text[at] == '.')
        {
            at++;
        }

        var name = new StringBuilder();
        while (at < text.Length && text[at] is not ('.' or '['))
        {
            // As in kubectl's JSONPath: a dot of the name itself is written \.
            at += text[at] == '\\' && at + 1 < text.Length ? 1 : 0;
            name.Append(text[at++]);
        }

        return name.Length == 0 ? throw new FormatException($"\"{text}\" names no field: a name is missing after a dot")
            : IsPlain(name.ToString()) ? name.ToString()
            : throw new FormatException($"\"{text}\" names no field: one is named like .status.conditions; a name with other characters is written in quotes, [\"{name}\"]");
    }

    /// <summary>As fields and keys of labels are named; a <c>$</c> begins the names of JSON Schema (<c>$ref</c>).</summary>
    private static bool IsPlain(string name) => name.Any(char.IsAsciiLetterOrDigit)
        && (name[0] == '$' ? name[1..] : name).All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or ':');

    /// <summary>A name in quotes is an entry of a map; anything else is which item of a list, all of them where it is * or nothing.</summary>
    private static string ReadBracket(string text, ref int at)
    {
        var end = text.IndexOf(']', at);
        if (end < 0)
        {
            throw new FormatException($"\"{text}\" names no field: a bracket is not closed");
        }

        var inner = text[(at + 1)..end];
        at = end + 1;
        if (inner is "" or "*")
        {
            return at < text.Length ? (text[at] == '[' ? ReadBracket(text, ref at) : ReadName(text, ref at)) : throw new FormatException($"\"{text}\": leave out what is at its end, all items are meant anyway");
        }

        return inner.Length > 1 && inner[0] is '"' or '\'' && inner[^1] == inner[0] ? inner[1..^1] : $"[{inner}]";
    }
}
