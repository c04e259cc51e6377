using Kubespy.Cli.Terminal;
using Kubespy.Cli.Views;
using Kubespy.Core.Changes;

namespace Kubespy.Cli.Live;

/// <summary>The last change of an object that was seen, as <c>kubespy changes</c> tells it; and of which fields it is.</summary>
internal static class ChangePane
{
    private const int MaxLinesOfOne = 20;
    private const int MaxLines = 2_000;

    /// <param name="change">Null where none was seen.</param>
    /// <param name="subject">The object's kind and name.</param>
    /// <param name="since">Since when changes are looked at; null where nothing has been told yet.</param>
    /// <param name="isPart">Not the whole object is kept, but what the trace looks at.</param>
    /// <param name="width">Of the screen, in cells.</param>
    /// <param name="options">How it is drawn.</param>
    public static IReadOnlyList<Line> Render(ObjectChange? change, string subject, DateTimeOffset? since, bool isPart, int width, ViewOptions options)
    {
        if (change is null)
        {
            var from = since is { } time ? $" since {options.Clock(time)}" : "";
            return Text($"none seen{from}; what came before is not known. Kept are changes of the {LastChanges.MaxChanged} objects that changed last, of the first {LastChanges.MaxObjects} that were seen.", width);
        }

        // Whoever changed it may well be told by fields that are not kept.
        change = isPart ? change with { By = new Hand([], "") } : change;
        var lines = ChangeView.Render(change, subject, FieldScope.Whole, options).SelectMany(l => LineWrap.Of(l, width, MaxLinesOfOne)).Take(MaxLines).ToList();
        if (isPart)
        {
            lines.Add(Line.Empty);
            lines.AddRange(Text($"Of the fields that a trace looks at; kubespy changes {subject} tells all, and by whose hand.", width));
        }

        return lines;
    }

    private static IReadOnlyList<Line> Text(string text, int width) =>
        [.. TextWrap.Of(text, Math.Max(1, width - 2)).Select(l => new LineBuilder(width, "").Add("  ").Add(l, Style.Dim).ToLine())];
}
