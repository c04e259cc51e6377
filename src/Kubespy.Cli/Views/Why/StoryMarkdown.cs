using System.Globalization;
using System.Text;
using Kubespy.Core.Story;
using Kubespy.Core.Story.Telling;

namespace Kubespy.Cli.Views.Why;

/// <summary>A story as Markdown, in the length that is asked for, to be pasted into an issue. Pure.</summary>
internal static class StoryMarkdown
{
    public static string Of(Narrative story, StoryLength length, ViewOptions options)
    {
        var text = new StringBuilder();
        if (length == StoryLength.Line)
        {
            return text.Append(MarkdownText.Of(StoryText.Line(story))).Append('\n').ToString();
        }

        text.Append(MarkdownText.Of(StoryText.Paragraph(story))).Append('\n');
        if (length != StoryLength.Full || story.Happenings.Count == 0)
        {
            return text.ToString();
        }

        string Clock(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, options.Zone).ToString("yyyy-MM-dd HH:mm:ss.f", CultureInfo.InvariantCulture);
        text.Append("\n| begin | end | what | whom | how it went |\n|---|---|---|---|---|\n");
        foreach (var happening in story.Happenings)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {Clock(happening.Begin)} | {(happening.End is { } end ? Clock(end) : "goes on")} | {StoryFacts.KindOf(happening)} | {MarkdownText.Of(happening.Subject)} | {MarkdownText.Of(StoryLines.Of(happening))} |\n");
        }

        foreach (var happening in story.Happenings)
        {
            var notes = StoryView.Notes(happening, Clock).ToArray();
            if (notes.Length > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"\n**{StoryFacts.KindOf(happening)} {MarkdownText.Of(happening.Subject)}**, {Clock(happening.Begin)}\n\n");
                foreach (var (label, note) in notes)
                {
                    text.Append(CultureInfo.InvariantCulture, $"- {label} {MarkdownText.Of(note)}\n");
                }
            }
        }

        return text.ToString();
    }
}
