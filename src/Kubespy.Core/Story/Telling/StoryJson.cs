using Kubespy.Core.Findings;
using Kubespy.Core.Objects;
using Kubespy.Core.Values;

namespace Kubespy.Core.Story.Telling;

/// <summary>A story as JSON (docs/json.md); fields are added, never renamed or removed. Pure.</summary>
public static class StoryJson
{
    public static MapValue Of(Narrative story) => MapValue.Of(
            ("type", "story"),
            ("kind", story.Kind),
            ("namespace", story.Namespace),
            ("name", story.Name),
            ("end", Timestamp.FormatMicro(story.End)),
            ("opening", story.Opening),
            ("closing", story.Closing),
            ("line", StoryText.Line(story)),
            ("paragraph", StoryText.Paragraph(story)),
            ("happenings", ListValue.Of(story.Happenings.Select(h => (Value)Of(h)))),
            ("dropped", story.Dropped),
            ("unknowable", ListValue.Of(story.Unknowable.Select(u => (Value)u))))
        .WithOptional("begin", Time(story.Begin));

    public static MapValue Of(Happening happening) => MapValue.Of(
            ("kind", StoryFacts.KindOf(happening)),
            ("subject", happening.Subject),
            ("begin", Timestamp.FormatMicro(happening.Begin)),
            ("outcome", StoryFacts.WordOf(happening.Outcome)),
            ("finished", happening.IsFinished),
            ("fromBefore", happening.IsFromBefore),
            ("text", StoryLines.Of(happening)),
            ("author", happening.Author.ToString()),
            ("authorBasis", happening.Author.Basis),
            ("facts", StoryFacts.Of(happening)),
            ("waits", ListValue.Of(happening.Waits.Select(w => (Value)Of(w)))),
            ("evidence", ListValue.Of(happening.Evidence.Select(e => (Value)Of(e)))))
        .WithOptional("steps", happening is Happening.Rollout { Steps.Count: > 0 } rollout ? ListValue.Of(rollout.Steps.Select(s => (Value)Of(s))) : null)
        .WithOptional("end", Time(happening.End))
        .WithOptional("seconds", happening.Took is { } took ? StoryFacts.Seconds(took) : null);

    private static MapValue Of(Wait wait) => MapValue.Of(("who", wait.Who), ("for", wait.For), ("since", Timestamp.FormatMicro(wait.Since)))
        .WithOptional("until", Time(wait.Until))
        .WithOptional("seconds", wait.Until is { } until ? StoryFacts.Seconds(until - wait.Since) : null)
        .WithOptional("unblockedBy", wait.UnblockedBy.Length > 0 ? StringValue.Of(wait.UnblockedBy) : null);

    private static MapValue Of(Evidence evidence) => MapValue.Of(("text", evidence.Text), ("source", evidence.Source)).WithOptional("time", Time(evidence.Time));

    private static StringValue? Time(DateTimeOffset? time) => time is { } at ? StringValue.Of(Timestamp.FormatMicro(at)) : null;
}
