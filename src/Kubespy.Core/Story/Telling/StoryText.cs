namespace Kubespy.Core.Story.Telling;

/// <summary>A story in one line and in a paragraph. Pure.</summary>
public static class StoryText
{
    private const int FewPhrases = 3;
    private const int FewRuns = 3;

    /// <summary>Shorter pauses between two happenings are not worth a word.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>What happened in one line, ending with how it stands.</summary>
    public static string Line(Narrative story)
    {
        var notable = story.Happenings.Where(h => IsNotable(h, story)).ToArray();
        if (notable.Length == 0)
        {
            notable = [.. story.Happenings.Where(h => h is Happening.Creation && h.Subject == story.Subject)];
        }

        var closing = story.Closing.Length > 0 ? story.Closing : story.Happenings.Count > 0 || story.Opening.Length > 0 ? "gone" : "never seen";
        if (notable.Length == 0)
        {
            return $"{story.Name}: nothing happened; {closing}";
        }

        var what = notable.Length <= FewPhrases
            ? string.Join("; ", notable.Select(h => StoryPhrases.Of(h, story)))
            : StoryWords.List([.. notable.GroupBy(StoryFacts.KindOf).Select(g => StoryPhrases.Counted(g.Key, [.. g]))]);
        return $"{story.Name}: {what}; now {closing}";
    }

    /// <summary>The whole of it in sentences.</summary>
    public static string Paragraph(Narrative story)
    {
        var sentences = new List<string>();
        if (story.Dropped > 0)
        {
            sentences.Add($"{StoryWords.Upper(StoryWords.Count(story.Dropped, "older happening"))} {(story.Dropped == 1 ? "is" : "are")} left out.");
        }

        if (story.Opening.Length > 0)
        {
            sentences.Add($"When the recording began, {story.Name} was there: {story.Opening}.");
        }

        var told = new List<Happening>();
        Happening[] all = [.. story.Happenings.Where(h => !IsPartOfAnother(h, story))];
        for (var i = 0; i < all.Length; i++)
        {
            var happening = all[i];
            Happening.JobRun[] alike = [.. all.Skip(i).TakeWhile(IsOrdinaryRun).Cast<Happening.JobRun>()];
            if (alike.Length > FewRuns)
            {
                sentences.Add(StoryWords.Upper(When(told, happening) + StorySentences.Runs(alike)));
                told.AddRange(alike);
                i += alike.Length - 1;
                continue;
            }

            var next = StorySentences.Of(happening, story);
            if (next.Count > 0)
            {
                sentences.Add(StoryWords.Upper(When(told, happening) + next[0]));
                sentences.AddRange(next.Skip(1));
                told.Add(happening);
            }
        }

        if (told.Count == 0 && story.Opening.Length > 0)
        {
            // Of some kinds, and of what no happening explains, no more is told than where it led.
            sentences.Add(story.Closing == story.Opening ? "Nothing happened to it." : story.Closing.Length > 0 ? $"It is left: {story.Closing}." : "It does not exist any more.");
        }

        return sentences.Count == 0 ? $"{StoryWords.Noun(story.Subject)} was never seen." : string.Join(" ", sentences);
    }

    /// <summary>How long after what was told before it. What somebody did follows what was done before; what befell it may have been going on meanwhile.</summary>
    private static string When(List<Happening> told, Happening next)
    {
        if (told.Count == 0)
        {
            return "";
        }

        if (!IsDeed(next) && told.Any(t => t.Begin < next.Begin && (t.End is null || t.End > next.Begin)))
        {
            return next.Begin - told[^1].Begin < Pause ? "" : "meanwhile ";
        }

        var since = told.Max(t => t.End is { } end && end <= next.Begin ? end : t.Begin);
        var gap = next.Begin - since;
        return gap >= Pause ? $"{StoryWords.Time(gap)} later " : told.Any(t => t.End == next.Begin && t is Happening.Rollout or Happening.Pause) ? "then " : "";
    }

    /// <summary>A CronJob's night is not told Job by Job where nothing befell them.</summary>
    private static bool IsOrdinaryRun(Happening happening) => happening is Happening.JobRun { Outcome: StoryOutcome.Complete, Failed: 0 };

    private static bool IsDeed(Happening happening) => happening is not (Happening.Trouble or Happening.NoEndpoints or Happening.Unready or Happening.NodeLost or Happening.Unseen or Happening.StateChange or Happening.GarbageCollection);

    /// <summary>What a rollout's own sentences tell already.</summary>
    internal static bool IsPartOfAnother(Happening happening, Narrative story) => happening is Happening.Trouble trouble
        && story.Happenings.OfType<Happening.Rollout>().Any(r => r.Begin <= trouble.Begin && (r.End ?? story.End) >= trouble.Begin
            && (r.Failure?.Cause == trouble.Cause || (trouble.Cause == "deadline" && r.IsPastDeadline)));

    private static bool IsNotable(Happening happening, Narrative story) => happening switch
    {
        Happening.Creation => false,
        Happening.GarbageCollection or Happening.HistoryCleanUp => false,
        _ => !IsPartOfAnother(happening, story),
    };
}
