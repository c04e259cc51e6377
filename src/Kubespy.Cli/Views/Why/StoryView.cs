using System.Globalization;
using Kubespy.Cli.Terminal;
using Kubespy.Core.Story;
using Kubespy.Core.Story.Telling;

namespace Kubespy.Cli.Views.Why;

/// <summary>A story as text, in the length that is asked for, wrapped to the width. Pure.</summary>
internal static class StoryView
{
    /// <summary>Prose wider than that is hard to read, however wide the terminal is.</summary>
    private const int Readable = 80;
    private const int MostEvidence = 6;
    private const int MostWaits = 12;
    private const int MostSteps = 40;

    public static IReadOnlyList<Line> Render(Narrative story, StoryLength length, int width, ViewOptions options) => length switch
    {
        StoryLength.Line => [.. Prose(StoryText.Line(story), WhyView.Unbounded, options)],
        StoryLength.Paragraph => [.. Prose(StoryText.Paragraph(story), Math.Min(width, Readable), options)],
        _ => [.. Full(story, width, options)],
    };

    private static IEnumerable<Line> Prose(string text, int width, ViewOptions options) =>
        TextWrap.Of(TraceView.Ascii(text, options), width).Select(l => new LineBuilder(WhyView.Unbounded, options.Ellipsis).Add(l).ToLine());

    private static IEnumerable<Line> Full(Narrative story, int width, ViewOptions options)
    {
        var isLong = story.Happenings.Count > 0 && story.End - story.Happenings[0].Begin > TimeSpan.FromHours(24);
        var format = isLong ? "MM-dd HH:mm:ss.f" : "HH:mm:ss.f";
        string Clock(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, options.Zone).ToString(format, CultureInfo.InvariantCulture);
        var indent = format.Length + 2;
        if (story.Opening.Length > 0 && story.Begin is { } begin)
        {
            yield return Row(Clock(begin), $"{story.Subject} was there already: {story.Opening}", width, options, Style.Dim);
        }

        foreach (var happening in story.Happenings)
        {
            var kind = StoryFacts.KindOf(happening);
            foreach (var (text, isFirst) in Wrapped($"{kind} {happening.Subject}: {StoryLines.Of(happening)}", width - indent, options))
            {
                var row = new LineBuilder(width, options.Ellipsis).Column(isFirst ? Clock(happening.Begin) : "", format.Length, Style.Dim).Add("  ");
                yield return (isFirst ? row.Add(kind, Style.Bold).Add(text[kind.Length..]) : row.Add("  " + text)).ToLine();
            }

            foreach (var (label, note) in Notes(happening, Clock))
            {
                foreach (var (text, isFirst) in Wrapped($"{label} {note}", width - indent - 2, options))
                {
                    yield return new LineBuilder(width, options.Ellipsis).Add(new string(' ', indent)).Add(isFirst ? text : "  " + text, Style.Dim).ToLine();
                }
            }
        }

        yield return Row(Clock(story.End), story.Closing.Length > 0 ? $"{story.Subject} is left: {story.Closing}" : $"{story.Subject} does not exist", width, options, Style.Dim);
    }

    internal static IEnumerable<(string Label, string Note)> Notes(Happening happening, Func<DateTimeOffset, string> clock)
    {
        if (happening.Author.Basis.Length > 0)
        {
            yield return ("author:", happening.Author.IsKnown ? $"{happening.Author.Name} ({happening.Author.Basis})" : $"unknown: {happening.Author.Basis}");
        }

        foreach (var wait in happening.Waits.Take(MostWaits))
        {
            var time = wait.Until is { } until ? StoryDuration.Of(until - wait.Since) : "since " + clock(wait.Since);
            yield return ("waited:", $"{wait.Who} for {wait.For}, {time}{(wait.UnblockedBy.Length > 0 ? $"; ended by {wait.UnblockedBy}" : "")}");
        }

        if (happening.Waits.Count > MostWaits)
        {
            yield return ("waited:", string.Create(CultureInfo.InvariantCulture, $"{happening.Waits.Count - MostWaits} more"));
        }

        if (happening is Happening.Rollout rollout)
        {
            foreach (var step in rollout.Steps.Take(MostSteps))
            {
                yield return ("step:", $"{(step.Time is { } when ? clock(when) + " " : "")}{step.Text} ({step.Source})");
            }

            if (rollout.Steps.Count > MostSteps)
            {
                yield return ("step:", string.Create(CultureInfo.InvariantCulture, $"{rollout.Steps.Count - MostSteps} more"));
            }
        }

        foreach (var evidence in happening.Evidence.Take(MostEvidence))
        {
            yield return ("evidence:", $"{(evidence.Time is { } at ? clock(at) + " " : "")}{evidence.Text}{(evidence.Source.Length > 0 ? $" ({evidence.Source})" : "")}");
        }

        if (happening.Evidence.Count > MostEvidence)
        {
            yield return ("evidence:", string.Create(CultureInfo.InvariantCulture, $"{happening.Evidence.Count - MostEvidence} more"));
        }
    }

    private static Line Row(string clock, string text, int width, ViewOptions options, Style style) =>
        new LineBuilder(width, options.Ellipsis).Add(clock, Style.Dim).Add("  ").Add(TraceView.Ascii(text, options), style).ToLine();

    /// <summary>Lines that are piped stay whole.</summary>
    private static IEnumerable<(string Text, bool IsFirst)> Wrapped(string text, int width, ViewOptions options) =>
        TextWrap.Of(TraceView.Ascii(text, options), Math.Max(20, width)).Select((l, i) => (l, i == 0));
}
