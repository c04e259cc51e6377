using System.Globalization;
using Kubespy.Cli.Terminal;
using Kubespy.Core.Explaining;
using Kubespy.Core.Findings;

namespace Kubespy.Cli.Views.Why;

/// <summary>
/// An explanation as text: the verdict in a sentence, the history with its evidence, each cause with its evidence and remedy, what cannot
/// be known. Nothing is cut off: what is too long for its column goes on below. Pure.
/// </summary>
internal static class WhyView
{
    /// <summary>From so wide on nobody reads it on a terminal: lines stay whole.</summary>
    public const int Unbounded = 100_000;

    private const int LongestColumn = 72;
    private const int MostEvidence = 12;
    private const string LogSource = "log of ";

    public static IReadOnlyList<Line> Render(Explanation why, int width, ViewOptions options) =>
    [
        .. Sentence(why, width, options),
        .. Section(History(why, width, options)),
        .. Causes(why, width, options),
        .. Unknown(why.Unknowable, width, options),
    ];

    /// <summary>Each cause with its evidence and remedy, an empty line before each.</summary>
    public static IEnumerable<Line> Causes(Explanation why, int width, ViewOptions options) => why.Findings.SelectMany(f => Section(Cause(why, f, width, options)));

    /// <summary>What cannot be known, an empty line before it.</summary>
    public static IEnumerable<Line> Unknown(IReadOnlyList<string> unknowable, int width, ViewOptions options) => Section(Unknowable(unknowable, width, options));

    private static IEnumerable<Line> Section(IEnumerable<Line> lines)
    {
        Line[] all = [.. lines];
        return all.Length == 0 ? [] : [Line.Empty, .. all];
    }

    /// <summary>The verdict, its cause and what still serves.</summary>
    public static IEnumerable<Line> Sentence(Explanation why, int width, ViewOptions options)
    {
        var word = why.Verdict + ":";
        var wrapped = TextWrap.Of(TraceView.Ascii(why.Sentence, options), width);
        yield return new LineBuilder(width, options.Ellipsis).Add(word, VerdictStyle.Of(why.Verdict, why.IsWell)).Add(wrapped[0][word.Length..]).ToLine();
        foreach (var line in wrapped.Skip(1))
        {
            yield return new LineBuilder(width, options.Ellipsis).Add(line).ToLine();
        }
    }

    private static IEnumerable<Line> History(Explanation why, int width, ViewOptions options)
    {
        var format = why.History.Any(e => why.Now - e.Time > TimeSpan.FromHours(24)) ? "MM-dd HH:mm:ss" : "HH:mm:ss";
        var sources = Math.Min(why.History.Select(e => TextWidth.Of(e.Source)).DefaultIfEmpty(0).Max(), width / 3);
        var longest = why.History.Select(e => TextWidth.Of(SafeText.Of(e.Text))).DefaultIfEmpty(0).Max();
        var column = Math.Max(12, Math.Min(Math.Min(longest, LongestColumn), width - format.Length - sources - 4));
        foreach (var entry in why.History)
        {
            var time = entry.Time is { } at ? TimeZoneInfo.ConvertTime(at, options.Zone).ToString(format, CultureInfo.InvariantCulture) : "";
            var text = TraceView.Ascii(entry.Text, options);
            var wrapped = width >= Unbounded ? [SafeText.Of(text)] : TextWrap.Of(text, column);
            var first = new LineBuilder(width, options.Ellipsis).Column(time, format.Length, Style.Dim).Add("  ").Add(TextWidth.Of(wrapped[0]) > column ? wrapped[0] : TextWidth.Pad(wrapped[0], column));
            yield return (entry.Source.Length == 0 ? first : first.Add("  ").Add(entry.Source, Style.Dim)).ToLine();
            foreach (var rest in wrapped.Skip(1))
            {
                yield return new LineBuilder(width, options.Ellipsis).Add(new string(' ', format.Length + 2)).Add(rest).ToLine();
            }
        }
    }

    private static IEnumerable<Line> Cause(Explanation why, Finding finding, int width, ViewOptions options)
    {
        const int Few = 3;
        var more = finding.Subjects.Count > Few ? string.Create(CultureInfo.InvariantCulture, $" and {finding.Subjects.Count - Few} more") : "";
        yield return new LineBuilder(width, options.Ellipsis).Add(finding.Cause, Style.Bold).Add("  ").Add(string.Join(", ", finding.Subjects.Take(Few)) + more, Style.Dim).ToLine();
        if (!ReferenceEquals(finding, why.Findings[0]))
        {
            foreach (var line in Hanging("", finding.Outlook.Length == 0 ? finding.Summary : $"{finding.Summary}; {finding.Outlook}", width, options))
            {
                yield return line;
            }
        }

        foreach (var entry in finding.Evidence.Where(e => !e.Source.StartsWith(LogSource, StringComparison.Ordinal) && !why.History.Any(h => h.Text.StartsWith(e.Text, StringComparison.Ordinal))).Take(MostEvidence))
        {
            foreach (var line in Hanging($"{entry.Source}: ", entry.Text, width, options))
            {
                yield return line;
            }
        }

        foreach (var log in finding.Evidence.Where(e => e.Source.StartsWith(LogSource, StringComparison.Ordinal)).GroupBy(e => e.Source))
        {
            yield return new LineBuilder(width, options.Ellipsis).Add("  ").Add(log.Key + ":", Style.Dim).ToLine();
            foreach (var entry in log)
            {
                yield return new LineBuilder(width, options.Ellipsis).Add("    | " + entry.Text).ToLine();
            }
        }

        foreach (var line in finding.Waiting.Length == 0 ? [] : Hanging("Waiting: ", finding.Waiting, width, options))
        {
            yield return line;
        }

        foreach (var line in finding.Remedy.Length == 0 ? [] : Hanging("Remedy: ", finding.Remedy, width, options, Style.Bold))
        {
            yield return line;
        }
    }

    private static IEnumerable<Line> Unknowable(IReadOnlyList<string> unknowable, int width, ViewOptions options) => unknowable.Count == 0
        ? []
        : TextWrap.Of($"Not knowable now: {string.Join("; ", unknowable)}.", width).Select(l => new LineBuilder(width, options.Ellipsis).Add(l, Style.Dim).ToLine());

    /// <summary>A label and a text that goes on below it, indented.</summary>
    private static IEnumerable<Line> Hanging(string label, string text, int width, ViewOptions options, Style style = Style.Default)
    {
        var wrapped = TextWrap.Of(label + TraceView.Ascii(text, options), Math.Max(10, width - 4));
        for (var i = 0; i < wrapped.Count; i++)
        {
            var line = new LineBuilder(width, options.Ellipsis).Add(i == 0 ? "  " : "    ");
            yield return i == 0 && wrapped[0].Length >= label.Length
                ? line.Add(wrapped[0][..label.Length], Style.Dim).Add(wrapped[0][label.Length..], style).ToLine()
                : line.Add(wrapped[i], style).ToLine();
        }
    }
}
