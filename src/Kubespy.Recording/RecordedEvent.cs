using Kubespy.Core.Watching;

namespace Kubespy.Recording;

/// <summary>What was seen, of which cluster where several were observed at once.</summary>
/// <param name="News">What a source told.</param>
/// <param name="Context">The kubeconfig's context; empty where there was one alone.</param>
/// <param name="HasLeft">The object lives on, and has only left what was observed.</param>
public sealed record RecordedEvent(SourceEvent News, string Context = "", bool HasLeft = false)
{
    /// <summary>The same, seen then where it says an earlier time.</summary>
    public RecordedEvent NoEarlierThan(DateTimeOffset time) => News.Time < time ? this with { News = News with { Time = time } } : this;
}
