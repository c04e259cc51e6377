using System.Globalization;
using Kubespy.Cli.Terminal;
using Kubespy.Core.Changes;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;
using Kubespy.Core.Watching;

namespace Kubespy.Cli.Views;

/// <summary>
/// A change for the eye: what happened to whom, when, at which revision and by whose hand; then the object as YAML (which people write and read; the
/// original printed JSON), or only what changed, a field a line, each path fit to be typed again (--fields).
/// </summary>
internal static class ChangeView
{
    /// <summary>A scalar longer than this is cut, and its length told; -o json has all of it.</summary>
    private const int MaxText = 1000;

    public static IReadOnlyList<Line> Render(ObjectChange change, string subject, FieldScope scope, ViewOptions options)
    {
        var lines = new List<Line> { Header(change, subject, options) };
        switch (change.Type)
        {
            case ChangeType.Added:
                lines.AddRange(YamlText.Lines(scope.Narrow(change.Object)).Select(l => Line.Of("  " + Safe(Cut(l, options)), change.IsInitial ? Style.Default : Style.Green)));
                break;
            case ChangeType.Modified:
                lines.AddRange(change.Changes.SelectMany(c => Field(c, options)));
                break;
        }

        return lines;
    }

    /// <summary>A remark between the changes, such as that some were not seen.</summary>
    public static Line Remark(DateTimeOffset time, string text, ViewOptions options) => new([new Span($"{options.Clock(time)}  {Safe(text)}", Style.Dim)]);

    /// <summary>One change as lines without the object around it.</summary>
    public static IEnumerable<Line> Fields(FieldChange change) => Field(change, new ViewOptions());

    private static Line Header(ObjectChange change, string subject, ViewOptions options)
    {
        var (word, style) = change.Type switch
        {
            ChangeType.Added => ("CREATED ", Style.BoldGreen),
            ChangeType.Modified => ("MODIFIED", Style.BoldYellow),
            _ => ("DELETED ", Style.BoldRed),
        };
        var spans = new List<Span>
        {
            new(options.Clock(change.Time) + "  ", Style.Dim),
            new(word, style),
            new("  "),
            new(Safe(subject), Style.Bold),
        };
        var notes = Notes(change).ToArray();
        if (notes.Length > 0)
        {
            spans.Add(new Span("  " + Safe(string.Join(", ", notes)), Style.Dim));
        }

        return new Line(spans);
    }

    private static IEnumerable<string> Notes(ObjectChange change)
    {
        if (change.Object.ResourceVersion.Length > 0)
        {
            yield return $"revision {change.Object.ResourceVersion}";
        }

        if (change is { IsInitial: true, Type: ChangeType.Added })
        {
            yield return change.Object.CreationTimestamp is { } created ? $"{HumanDuration.Format(change.Time - created)} ago" : "existed before";
        }
        else if (change.By.Managers.Count > 0)
        {
            yield return $"by {change.By}";
        }
        else if (change.By.Unknown.Length > 0)
        {
            yield return $"by whom is unknown: {change.By.Unknown}";
        }

        if (change.HasLeft)
        {
            yield return "no longer matches the selector, lives on";
        }

        if (change.Folded > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{change.Folded} before it changed nothing looked at");
        }
    }

    private static IEnumerable<Line> Field(FieldChange change, ViewOptions options)
    {
        var path = Safe(change.Path.ToString());
        return change switch
        {
            { IsOrder: true } => [Pair('~', path + " (order)", Names(change.Old), Names(change.New), options)],
            { Old: StringValue old, New: StringValue @new } when old.Text.Contains('\n', StringComparison.Ordinal) || @new.Text.Contains('\n', StringComparison.Ordinal) => TextField(path, old.Text, @new.Text, options),
            { Old: { } old, New: { } @new } when IsShort(old) && IsShort(@new) => [Pair('~', path, Inline(old, options), Inline(@new, options), options)],
            { Old: { } old, New: { } @new } => [.. Whole('-', path, old, Style.Red, options), .. Whole('+', path, @new, Style.Green, options)],
            { New: { } added } => Whole('+', path, added, Style.Green, options),
            _ => Whole('-', path, change.Old!, Style.Red, options),
        };
    }

    private static Line Pair(char sign, string path, string old, string @new, ViewOptions options) => new(
    [
        new Span($"{sign} {path}: "), new Span(old, Style.Red), new Span($" {options.Arrow} "), new Span(@new, Style.Green),
    ]);

    private static IEnumerable<Line> Whole(char sign, string path, Value value, Style style, ViewOptions options) =>
        IsShort(value)
            ? [Line.Of($"{sign} {path}: {Inline(value, options)}", style)]
            : [Line.Of($"{sign} {path}:", style), .. YamlText.Lines(value).Select(l => Line.Of($"{sign}   {Safe(Cut(l, options))}", style))];

    private static IEnumerable<Line> TextField(string path, string old, string @new, ViewOptions options)
    {
        yield return Line.Of($"~ {path}:");
        foreach (var (sign, text) in LineDiff.Of(old, @new) ?? [('-', $"{old.Split('\n').Length} lines"), ('+', $"{@new.Split('\n').Length} lines, too many to compare")])
        {
            yield return sign == '…'
                ? Line.Of($"    {options.Ellipsis}", Style.Dim)
                : Line.Of($"{sign}   {Safe(Cut(text, options))}".TrimEnd(), sign switch { '-' => Style.Red, '+' => Style.Green, _ => Style.Default });
        }
    }

    private static bool IsShort(Value value) => value is not (MapValue { Count: > 0 } or ListValue { Count: > 0 }) || (value.ToString() is { Length: <= 60 } && value is ListValue list && list.All(i => i is not (MapValue or ListValue)));

    private static string Inline(Value value, ViewOptions options) => Safe(Cut(
        value switch
        {
            StringValue { Text.Length: 0 } => "\"\"",
            StringValue text when text.Text.Trim().Length == text.Text.Length && !text.Text.Contains('\n', StringComparison.Ordinal) => text.Text,
            ListValue list => $"[{string.Join(", ", list.Select(YamlText.Inline))}]",
            _ => YamlText.Inline(value),
        },
        options));

    private static string Names(Value? keys) => Safe(string.Join(", ", keys.ListAt().Select(k => k.AsString() ?? k.ToString())));

    private static string Cut(string text, ViewOptions options) => text.Length <= MaxText
        ? text
        : string.Create(CultureInfo.InvariantCulture, $"{text[..MaxText]}{options.Ellipsis} ({text.Length} characters)");

    private static string Safe(string text) => SafeText.Of(text);
}
