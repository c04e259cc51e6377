using System.Globalization;
using Kubespy.Cli.Terminal;
using Kubespy.Core.Objects;
using Kubespy.Core.Tracing;
using Kubespy.Core.Tracing.Objects;

namespace Kubespy.Cli.Views;

/// <summary>
/// The facts and sections of an object of any kind. Where room is short, rows that are as they should be are counted first, then details
/// go, then the rest is folded.
/// </summary>
internal static class SectionsView
{
    private const int AgeWidth = 6;
    private const int MaxDetailLines = 3;

    public static IEnumerable<Line> Facts(ObjectTrace trace, int width, ViewOptions options)
    {
        foreach (var facts in trace.Facts.Select(f => f.Where(t => t.Text.Length > 0).ToArray()).Where(f => f.Length > 0))
        {
            var line = new LineBuilder(width, options.Ellipsis);
            foreach (var fact in facts)
            {
                line.Add(line.Used == 0 ? "" : "   ").Add(TraceView.Ascii(fact.Text, options), fact.Health is Health.Ready ? Style.Default : Glyphs.StyleOf(fact.Health));
            }

            yield return line.ToLine();
        }
    }

    public static List<Line> Render(ObjectTrace trace, int width, int room, ViewOptions options)
    {
        var lines = Render(trace, width, options, isFolded: false, hasDetails: true);
        if (lines.Count > room)
        {
            lines = Render(trace, width, options, isFolded: true, hasDetails: true);
        }

        if (lines.Count > room)
        {
            lines = Render(trace, width, options, isFolded: true, hasDetails: false);
        }

        if (lines.Count <= room)
        {
            return lines;
        }

        var kept = Math.Max(0, room - 1);
        var more = string.Create(CultureInfo.InvariantCulture, $"  {options.Ellipsis} {lines.Count - kept} more lines; a taller window shows them");
        return room == 0 ? [] : [.. lines.Take(kept), new LineBuilder(width, options.Ellipsis).Add(more, Style.Dim).ToLine()];
    }

    private static List<Line> Render(ObjectTrace trace, int width, ViewOptions options, bool isFolded, bool hasDetails)
    {
        var lines = new List<Line>();
        foreach (var section in trace.Sections)
        {
            var columns = Columns.For(section.Rows, width);
            if (section.Title.Length > 0)
            {
                lines.Add(Title(section, width, options));
            }

            foreach (var run in Runs(section.Rows, isFolded))
            {
                lines.AddRange(run.Count > 1
                    ? [Count(run, width, options)]
                    : [Row(run[0], trace.Now, columns, width, options), .. hasDetails ? Details(run[0], width, options) : []]);
            }
        }

        return lines;
    }

    public static Line Title(TraceSection section, int width, ViewOptions options)
    {
        var text = section.Text.Length == 0 ? "" : "  " + TraceView.Ascii(section.Text, options);
        return new LineBuilder(width, options.Ellipsis).Add(section.Title, Style.Bold).Add(text).ToLine();
    }

    /// <summary>Where rows are folded, neighbours that are equally well and without children or details stand as one.</summary>
    private static IEnumerable<IReadOnlyList<TraceRow>> Runs(IReadOnlyList<TraceRow> rows, bool isFolded)
    {
        var run = new List<TraceRow>();
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            var hasChildren = i + 1 < rows.Count && rows[i + 1].Depth > row.Depth;
            var folds = isFolded && row.Health is Health.Ready or Health.Leaving && row.Details.Count == 0 && !hasChildren;
            if (run.Count > 0 && (!folds || run[0].Depth != row.Depth || run[0].Word != row.Word))
            {
                yield return run;
                run = [];
            }

            run.Add(row);
            if (!folds)
            {
                yield return run;
                run = [];
            }
        }

        if (run.Count > 0)
        {
            yield return run;
        }
    }

    private static Line Count(IReadOnlyList<TraceRow> run, int width, ViewOptions options) => new LineBuilder(width, options.Ellipsis)
        .Add(Indent(run[0])).Add(Glyphs.Of(run[0].Health, options), Glyphs.StyleOf(run[0].Health))
        .Add(string.Create(CultureInfo.InvariantCulture, $" {run.Count} {run[0].Word}"))
        .ToLine();

    public static Line Row(TraceRow row, DateTimeOffset now, Columns columns, int width, ViewOptions options)
    {
        var indent = Indent(row);
        var line = new LineBuilder(width, options.Ellipsis)
            .Add(indent).Add(Glyphs.Of(row.Health, options), Glyphs.StyleOf(row.Health)).Add(" ")
            .Column(row.Name, Math.Max(1, columns.Name - indent.Length - 2));
        if (row.CreatedAt is null && row.Where.Length == 0)
        {
            // Nothing follows: the word may take what room there is.
            line.Add(TraceView.Ascii(row.Word, options));
        }
        else
        {
            line.Column(Fit(TraceView.Ascii(row.Word, options), columns.Word - 1), columns.Word);
        }

        if (columns.HasAge)
        {
            var age = row.CreatedAt is { } created ? HumanDuration.Format(now > created ? now - created : TimeSpan.Zero) : "";
            line.Add(age.PadLeft(Math.Max(0, Math.Min(AgeWidth, line.Left))), Style.Dim);
        }

        return (row.Where.Length > 0 && columns.HasWhere ? line.Add("  ").Add(row.Where, Style.Dim) : line).ToLine();
    }

    public static IEnumerable<Line> Details(TraceRow row, int width, ViewOptions options)
    {
        var indent = Indent(row) + "    ";
        return row.Details.SelectMany(d => Wrap(TraceView.Ascii(d, options), width - indent.Length))
            .Select(text => new LineBuilder(width, options.Ellipsis).Add(indent).Add(text).ToLine());
    }

    /// <summary>Phrases that do not fit are left out, the last first: they are the least.</summary>
    private static string Fit(string phrases, int cells)
    {
        while (TextWidth.Of(phrases) > cells && phrases.LastIndexOf(", ", StringComparison.Ordinal) is > 0 and var end)
        {
            phrases = phrases[..end];
        }

        return phrases;
    }

    /// <summary>
    /// Between words, on at most so many lines: a command wants to be read whole. Lines of a log stay lines.
    /// </summary>
    private static IEnumerable<string> Wrap(string detail, int width)
    {
        var text = SafeText.Of(detail);
        for (var count = 1; count < MaxDetailLines && TextWidth.Of(text) > width && !text.Contains("| ", StringComparison.Ordinal); count++)
        {
            var end = text.LastIndexOf(' ', Math.Clamp(width, 0, text.Length - 1));
            if (end <= 2)
            {
                break;
            }

            yield return text[..end];
            text = "  " + text[(end + 1)..];
        }

        yield return text;
    }

    private static string Indent(TraceRow row) => new(' ', 2 + (2 * row.Depth));

    /// <summary>Where the columns stand at this width: the name as wide as it must be, the word what is left.</summary>
    internal readonly record struct Columns(int Name, int Word, bool HasAge, bool HasWhere)
    {
        private const int MaxWhereWidth = 16;
        private const int WordMin = 18;

        public static Columns For(IReadOnlyList<TraceRow> rows, int width)
        {
            var hasAge = rows.Any(r => r.CreatedAt is not null);
            var wide = rows.Select(r => Indent(r).Length + 2 + TextWidth.Of(r.Name)).DefaultIfEmpty(10).Max() + 2;
            var name = Math.Clamp(wide, 8, Math.Max(8, width - WordMin - (hasAge ? AgeWidth : 0)));
            var left = width - name - (hasAge ? AgeWidth : 0);
            var where = Math.Min(MaxWhereWidth, rows.Select(r => TextWidth.Of(r.Where)).DefaultIfEmpty(0).Max() + 2);
            var hasWhere = where > 2 && left >= WordMin + where;
            var longest = rows.Select(r => TextWidth.Of(r.Word)).DefaultIfEmpty(0).Max() + 2;
            return new Columns(name, Math.Max(1, Math.Min(left - (hasWhere ? where : 0), Math.Max(WordMin, longest))), hasAge, hasWhere);
        }
    }
}
