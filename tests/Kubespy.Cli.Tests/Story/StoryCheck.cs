using Kubespy.Core.Story;
using Kubespy.Core.Story.Telling;
using Kubespy.Core.Values;

namespace Kubespy.Cli.Tests.Story;

/// <summary>Whether a story is what was expected: every happening, in order, by its kind and some of its facts, and no other.</summary>
internal static class StoryCheck
{
    public static void ShouldTell(this Narrative story, string name, IReadOnlyList<ExpectedFact> expected)
    {
        var kinds = story.Happenings.Select(StoryFacts.KindOf).ToArray();
        var told = $"{name}:\n{string.Join('\n', story.Happenings.Zip(kinds, (h, k) => $"{h.Begin:HH:mm:ss.ff} {k} {h.Subject}: {StoryLines.Of(h)}"))}";
        kinds.ShouldBe(expected.Select(e => e.Kind), told);
        foreach (var (happening, fact) in story.Happenings.Zip(expected))
        {
            foreach (var (field, wanted) in fact.Facts)
            {
                FactOf(happening, field).ShouldBe(wanted, $"{fact.Kind} {field} of {told}");
            }
        }
    }

    public static void ShouldTell(this Narrative story, params string[] expected) => story.ShouldTell(story.Subject, [.. expected.Select(ExpectedFact.Parse)]);

    /// <summary>As JSON has it; of Pods and waits the number.</summary>
    private static string FactOf(Happening happening, string field) => field switch
    {
        "subject" => happening.Subject,
        "author" => happening.Author.ToString(),
        "outcome" => StoryFacts.WordOf(happening.Outcome),
        "waits" => $"{happening.Waits.Count}",
        "lost" or "made" or "surplus" or "pods" => StoryFacts.Of(happening)[field] is ListValue list ? $"{list.Count}" : Text(StoryFacts.Of(happening)[field]),
        "changes" when happening is Happening.Pause pause => $"{pause.Changes.Count}",
        _ => Text(StoryFacts.Of(happening)[field]),
    };

    private static string Text(Value? value) => value switch
    {
        null => "none",
        StringValue text => text.Text,
        ListValue list => string.Join(", ", list.Select(Text)),
        _ => value.ToString(),
    };
}
