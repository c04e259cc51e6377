using Kubespy.Core.Watching;

namespace Kubespy.Core.Story.Folding;

/// <summary>Tells what was not seen: breaks of the watches, gaps in their history, what may not be read.</summary>
internal sealed class SightChronicle(Cast cast, Pages pages)
{
    private readonly Dictionary<string, string> _lost = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _forbidden = new(StringComparer.Ordinal);
    private long? _break;

    public void Apply(SourceEvent news)
    {
        switch (news)
        {
            case SourceEvent.ConnectionLost lost:
                _lost[lost.Resource.Resource] = lost.Reason;
                if (!pages.IsGoingOn(_break))
                {
                    _break = pages.Open(new Happening.Unseen(cast.Subject, news.Time, $"connection lost: {lost.Reason}"));
                }

                break;
            case SourceEvent.ConnectionRestored restored when _lost.Remove(restored.Resource.Resource) && _lost.Count == 0:
                pages.Close(_break, news.Time, StoryOutcome.Complete);
                break;
            case SourceEvent.Gap gap:
                pages.Tell(new Happening.Unseen(cast.Subject, news.Time, $"the history of {gap.Resource.Resource} had expired: the state is exact again, what lay between was not seen"));
                break;
            case SourceEvent.Forbidden forbidden:
                _forbidden.Add(forbidden.Resource.Resource);
                break;
        }
    }

    public IReadOnlyList<string> Unknowable(bool hasPast) =>
    [
        "who ran what (managedFields name programs, not people)",
        .. hasPast ? new[] { "what happened before the recording began" } : [],
        .. _forbidden.Select(f => $"{f} (forbidden)"),
    ];
}
