using Kubespy.Core.Story;
using Kubespy.Core.Story.Telling;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Tests.Story;

/// <summary>The story of each recording of a real cluster is the one that an engineer told, and no more.</summary>
public sealed class GoldenStoryTests
{
    public static TheoryData<string> Recordings => [.. Told.Recordings];

    [Theory]
    [MemberData(nameof(Recordings))]
    public void The_story_is_what_an_engineer_said(string recording)
    {
        var story = Told.Of(Told.Load(recording));
        var expected = ExpectedFact.Of(recording);
        var kinds = story.Happenings.Select(StoryFacts.KindOf).ToArray();
        string[] told = [.. story.Happenings.Zip(kinds, (h, k) => $"{k}: {StoryLines.Of(h)}")];
        kinds.ShouldBe(expected.Select(e => e.Kind), $"{recording}:\n{string.Join('\n', told)}");
        foreach (var (happening, fact) in story.Happenings.Zip(expected))
        {
            foreach (var (name, wanted) in fact.Facts)
            {
                FactOf(happening, name).ShouldBe(wanted, $"{recording}: {fact.Kind} {name}\n{string.Join('\n', told)}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Recordings))]
    public void Its_paragraph_was_looked_at(string recording)
    {
        var story = Told.Of(Told.Load(recording));
        Snapshot.Check(Path.Combine("story", recording.Replace('/', '-')), StoryText.Line(story) + "\n\n" + StoryText.Paragraph(story) + "\n");
    }

    /// <summary>As JSON has it; of what is listed, the number where a number is expected.</summary>
    private static string FactOf(Happening happening, string name) => name switch
    {
        "subject" => happening.Subject,
        "author" => happening.Author.ToString(),
        "outcome" => StoryFacts.WordOf(happening.Outcome),
        "waits" => $"{happening.Waits.Count}",
        "lost" or "made" or "surplus" or "pods" => StoryFacts.Of(happening)[name] is ListValue list ? $"{list.Count}" : Text(StoryFacts.Of(happening)[name]),
        "changes" when happening is Happening.Pause pause => $"{pause.Changes.Count}",
        _ => Text(StoryFacts.Of(happening)[name]),
    };

    private static string Text(Value? value) => value switch
    {
        null => "none",
        StringValue text => text.Text,
        ListValue list => string.Join(", ", list.Select(Text)),
        _ => value.ToString(),
    };
}
