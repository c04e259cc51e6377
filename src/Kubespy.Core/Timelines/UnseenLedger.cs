using Kubespy.Core.Watching;

namespace Kubespy.Core.Timelines;

/// <summary>Keeps when what was not seen.</summary>
internal sealed class UnseenLedger
{
    private const int Most = 1_000;

    private readonly List<UnseenSpan> _spans = [];
    private readonly Dictionary<string, DateTimeOffset> _lostSince = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _lastNews = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _forbidden = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string> Forbidden => _forbidden;

    public void Apply(SourceEvent news)
    {
        switch (news)
        {
            case SourceEvent.ObjectChanged change:
                _lastNews[Plural(change.Object.Kind)] = news.Time;
                break;
            case SourceEvent.ConnectionLost lost:
                _lostSince.TryAdd(lost.Resource.Resource, lost.Time);
                break;
            case SourceEvent.ConnectionRestored restored when _lostSince.Remove(restored.Resource.Resource, out var since):
                Keep(new UnseenSpan(restored.Resource.Resource, since, restored.Time, IsLost: false));
                break;
            case SourceEvent.Gap gap:
                DateTimeOffset? from = _lostSince.TryGetValue(gap.Resource.Resource, out var broke) ? broke
                    : _lastNews.TryGetValue(gap.Resource.Resource, out var last) ? last : null;
                Keep(new UnseenSpan(gap.Resource.Resource, from, gap.Time, IsLost: true));
                break;
            case SourceEvent.Forbidden forbidden when _forbidden.Count < Most:
                _forbidden[forbidden.Resource.Resource] = forbidden.Message;
                break;
        }
    }

    public IReadOnlyList<UnseenSpan> Until(DateTimeOffset end) =>
        [.. _spans.Concat(_lostSince.Where(l => l.Value < end).Select(l => new UnseenSpan(l.Key, l.Value, null, IsLost: false))).OrderBy(s => s.To ?? end)];

    private void Keep(UnseenSpan span)
    {
        if (_spans.Count < Most)
        {
            _spans.Add(span);
        }
    }

    /// <summary>As the API names the resources of the kinds that are looked at here.</summary>
    private static string Plural(string kind) => kind.ToLowerInvariant() + "s";
}
