using Kubespy.Core.Watching;

namespace Kubespy.Cli.Reports.Pages;

/// <summary>A part of a recording: what came before it is told as what existed when it began. Pure.</summary>
internal static class RecordingWindow
{
    /// <param name="events">The recording, the first first.</param>
    /// <param name="from">The part's begin; null from the recording's own.</param>
    /// <param name="to">Its end; null to the recording's own.</param>
    public static IReadOnlyList<SourceEvent> Of(IReadOnlyList<SourceEvent> events, DateTimeOffset? from, DateTimeOffset? to)
    {
        var told = new List<SourceEvent>();
        var existing = new Dictionary<string, SourceEvent.ObjectChanged>(StringComparer.Ordinal);
        var order = new List<string>();
        var isCaughtUp = false;
        foreach (var news in events)
        {
            if (news.Time > to)
            {
                break;
            }

            if (news.Time < from)
            {
                Keep(news as SourceEvent.ObjectChanged);
                continue;
            }

            Begin();
            if (!isCaughtUp && news is not SourceEvent.ObjectChanged { IsInitial: true })
            {
                isCaughtUp = true;
                told.Add(new SourceEvent.CaughtUp(news.Time));
            }

            told.Add(news);
        }

        Begin();
        return told;

        void Keep(SourceEvent.ObjectChanged? change)
        {
            if (change is { Type: ChangeType.Deleted })
            {
                existing.Remove(change.Object.Uid);
            }
            else if (change is not null)
            {
                if (!existing.ContainsKey(change.Object.Uid))
                {
                    order.Add(change.Object.Uid);
                }

                existing[change.Object.Uid] = change;
            }
        }

        void Begin()
        {
            told.AddRange(order.Where(existing.ContainsKey).Select(u => existing[u] with { Time = from!.Value, Type = ChangeType.Added, IsInitial = true }));
            existing.Clear();
        }
    }
}
