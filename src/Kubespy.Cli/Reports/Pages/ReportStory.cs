using Kubespy.Core.Story;
using Kubespy.Core.Story.Telling;
using Kubespy.Core.Tracing;

namespace Kubespy.Cli.Reports.Pages;

/// <summary>
/// What a report tells in words: how it stands, in a sentence; what happened, in a paragraph, and line by line.
/// </summary>
/// <param name="Sentence">How it stands at the end.</param>
/// <param name="Paragraph">What happened and why; empty where nothing did.</param>
/// <param name="Lines">What happened, one thing after the other.</param>
internal sealed record ReportStory(string Sentence, string Paragraph, IReadOnlyList<StoryLine> Lines)
{
    /// <summary>More lines are not told; the newest are.</summary>
    public const int MostLines = 2_000;

    /// <param name="last">The state at the end.</param>
    /// <param name="log">All lines of its log.</param>
    /// <param name="story">All that happened.</param>
    public static ReportStory Of(Trace last, IEnumerable<TraceLine> log, Narrative story) =>
        new(SentenceOf(last), StoryText.Paragraph(story), [.. log.TakeLast(MostLines).Select(l => new StoryLine(l.Time, l.Subject, l.Log, l.IsWarning))]);

    private static string SentenceOf(Trace last) =>
        last.Verdict == Verdict.Complete && last.Has(WaitFor.Complete) ? HtmlText.Capital(last.Achieved(WaitFor.Complete))
        : last.Verdict is Verdict.Waiting or Verdict.Deleted ? $"{last.Verdict}."
        : $"{last.Verdict}: {(last.Doom.Length > 0 ? last.Doom : last.Reason.Replace("   ", ", ", StringComparison.Ordinal))}{(last.Left.Length > 0 ? "; " + last.Left : "")}";
}
