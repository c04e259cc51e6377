using Kubespy.Core.Tracing;

namespace Kubespy.Cli.Reports.Pages;

/// <summary>
/// What a report tells in words: a paragraph, then line by line. The one place where a page's words are made: whoever tells better puts it here.
/// </summary>
internal sealed record ReportStory(string Paragraph, IReadOnlyList<StoryLine> Lines)
{
    /// <summary>More lines are not told; the newest are.</summary>
    public const int MostLines = 2_000;

    /// <param name="last">The state at the end.</param>
    /// <param name="log">All lines of its log.</param>
    public static ReportStory Of(Trace last, IEnumerable<TraceLine> log) =>
        new(Sentence(last), [.. log.TakeLast(MostLines).Select(l => new StoryLine(l.Time, l.Subject, l.Log, l.IsWarning))]);

    private static string Sentence(Trace last) =>
        last.Verdict == Verdict.Complete && last.Has(WaitFor.Complete) ? Capital(last.Achieved(WaitFor.Complete))
        : last.Verdict is Verdict.Waiting or Verdict.Deleted ? $"{last.Verdict}."
        : $"{last.Verdict}: {(last.Doom.Length > 0 ? last.Doom : last.Reason.Replace("   ", ", ", StringComparison.Ordinal))}{(last.Left.Length > 0 ? "; " + last.Left : "")}";

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
