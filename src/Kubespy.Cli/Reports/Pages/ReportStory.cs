using Kubespy.Core.Tracing;

namespace Kubespy.Cli.Reports.Pages;

/// <summary>
/// What a report tells in words: a paragraph, then line by line. The one place where a page's words are made: whoever tells better puts it here.
/// </summary>
internal sealed record ReportStory(string Paragraph, IReadOnlyList<StoryLine> Lines)
{
    /// <summary>More lines are not told; the newest are.</summary>
    public const int MostLines = 2_000;

    /// <summary>So many lines a tracer keeps, amended by what was learned later; of more, the lines for pipes are told, which are final at once.</summary>
    private const int Kept = 200;

    /// <param name="last">The state at the end.</param>
    /// <param name="lines">All lines told on the way.</param>
    public static ReportStory Of(Trace last, IReadOnlyList<TraceLine> lines)
    {
        var isWhole = last.Log.Count < Kept;
        var told = isWhole ? last.Log.Select(l => Line(l, l.Log)) : lines.Where(l => l.Plain.Length > 0).TakeLast(MostLines).Select(l => Line(l, $"{l.Subject} {l.Plain}"));
        return new ReportStory(Sentence(last), [.. told]);
    }

    private static StoryLine Line(TraceLine line, string text) => new(line.Time, line.Subject, text, line.IsWarning);

    private static string Sentence(Trace last) =>
        last.Verdict == Verdict.Complete && last.Has(WaitFor.Complete) ? Capital(last.Achieved(WaitFor.Complete))
        : last.Verdict is Verdict.Waiting or Verdict.Deleted ? $"{last.Verdict}."
        : $"{last.Verdict}: {(last.Doom.Length > 0 ? last.Doom : last.Reason.Replace("   ", ", ", StringComparison.Ordinal))}{(last.Left.Length > 0 ? "; " + last.Left : "")}";

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
