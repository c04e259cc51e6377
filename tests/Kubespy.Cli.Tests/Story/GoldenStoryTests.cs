using Kubespy.Core.Story.Telling;

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
        story.ShouldTell(recording, ExpectedFact.Of(recording));
    }

    [Theory]
    [MemberData(nameof(Recordings))]
    public void Its_paragraph_was_looked_at(string recording)
    {
        var story = Told.Of(Told.Load(recording));
        Snapshot.Check(Path.Combine("story", recording.Replace('/', '-')), StoryText.Line(story) + "\n\n" + StoryText.Paragraph(story) + "\n");
    }
}
